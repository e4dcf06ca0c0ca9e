import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDicomWebServers } from '../../../../src/adapters/dicomweb/servers.js';
import { toDicomWebQuery } from '../../../../src/domain/dicomweb/query.js';
import { asId } from '../../../../src/domain/ids.js';
import type { DicomWebServer, FoundSeries } from '../../../../src/services/ports/dicomweb.js';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const team = asId('Team', 'team_one');
const series: FoundSeries = { studyInstanceUid: '1.2.3', seriesInstanceUid: '1.2.4', instances: 2 };
const byPatient = toDicomWebQuery([{ key: 'PatientID', value: 'P1' }]);
const MULTIPART = { 'content-type': 'multipart/related; type="application/dicom"; boundary=b' };
const WHOLE = '--b\r\nContent-Type: application/dicom\r\n\r\none\r\n--b\r\nContent-Type: application/dicom\r\n\r\ntwo\r\n--b--';

describe('a faulty DICOMweb server', () => {
  let server: Server;
  let scratch: string;
  let asked: string[];
  let answers: Answer[];

  /** Each request takes the next answer; the last one stays. */
  const answering = (...given: readonly Answer[]): void => void (answers = [...given]);
  const text = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer => (_, response) => response.writeHead(status, headers).end(body);
  const multipart = (body: string, headers: Readonly<Record<string, string>> = MULTIPART): Answer => text(200, body, headers);

  function client(controller = new AbortController()): { readonly server: DicomWebServer; readonly signal: AbortSignal } {
    const { port } = server.address() as AddressInfo;
    const config = { name: 'pacs', url: `http://127.0.0.1:${port}`, auth: { kind: 'bearer' as const, token: 'the-token' }, teams: [team], certificateAuthority: null, timeoutSeconds: 0.2, maxSeries: 500, viewer: null };
    return { server: createDicomWebServers([config], { tries: 3, firstMs: 5 }).open(team, 'pacs'), signal: controller.signal };
  }
  const retrieve = (controller?: AbortController) => {
    const { server: pacs, signal } = client(controller);
    return pacs.retrieveSeries(series, join(scratch, 'series'), { signal, maxBytes: 1_000, onBytes: () => undefined });
  };
  const find = () => {
    const { server: pacs, signal } = client();
    return pacs.findSeries(byPatient, signal);
  };

  beforeEach(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'voxseek-faulty-'));
    asked = [];
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      answer?.(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await rm(scratch, { recursive: true, force: true });
  });

  const dropped: Answer = (_, response) => {
    response.writeHead(200, MULTIPART);
    response.write(WHOLE.slice(0, 70), () => response.destroy());
  };
  const hanging: Answer = (_, response) => {
    response.writeHead(200, MULTIPART);
    response.write(WHOLE.slice(0, 70));
  };

  it('is asked again where that may help, and what a failed try left is removed', async () => {
    for (const fault of [dropped, hanging, multipart(WHOLE.slice(0, 70)), text(503, ''), text(429, ''), text(502, '')]) {
      answering(fault, multipart(WHOLE));
      expect(await retrieve()).toEqual({ files: 2, bytes: 6 });
      expect(await readdir(join(scratch, 'series'))).toEqual(['00001.dcm', '00002.dcm']);
    }
    expect(asked.length).toBe(12);
  });

  it.each<readonly [string, Answer, string, number]>([
    ['breaks off each time', dropped, 'DICOMWEB_RESPONSE_INVALID', 3],
    ['hangs', hanging, 'DICOMWEB_UNAVAILABLE', 3],
    ['never answers', () => undefined, 'DICOMWEB_UNAVAILABLE', 3],
    ['is overloaded', text(503, 'PATIENT'), 'DICOMWEB_UNAVAILABLE', 3],
    ['refuses the token', text(401, 'PATIENT'), 'DICOMWEB_AUTH_FAILED', 1],
    ['forbids', text(403, 'PATIENT'), 'DICOMWEB_AUTH_FAILED', 1],
    ['does not know the series', text(404, 'PATIENT'), 'DICOMWEB_REFUSED', 1],
    ['redirects', text(302, '', { location: 'http://169.254.169.254/' }), 'DICOMWEB_RESPONSE_INVALID', 1],
    ['uses another boundary than it states', multipart(WHOLE.replaceAll('--b', '--c')), 'DICOMWEB_RESPONSE_INVALID', 3],
    ['states no boundary', multipart(WHOLE, { 'content-type': 'multipart/related' }), 'DICOMWEB_RESPONSE_INVALID', 1],
    ['answers with a page', multipart('<html>', { 'content-type': 'text/html' }), 'DICOMWEB_RESPONSE_INVALID', 1],
    ['sends pictures', multipart(WHOLE.replaceAll('application/dicom', 'image/jpeg')), 'DICOMWEB_RESPONSE_INVALID', 1],
    ['sends too much', multipart(`--b\r\n\r\n${'x'.repeat(2_000)}\r\n--b--`), 'FILE_TOO_LARGE', 1],
    ['is no HTTP server', (request) => void request.socket.end('SSH-2.0\r\n'), 'DICOMWEB_RESPONSE_INVALID', 1],
  ])('that %s is said to', async (_, answer, code, requests) => {
    answering(answer);
    const error: unknown = await retrieve().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code });
    expect(String(error)).not.toMatch(/PATIENT|1\.2\.[34]|127\.0\.0\.1|the-token/u);
    expect(asked.length).toBe(requests);
  });

  it('stops at once when the job is cancelled', async () => {
    answering(() => undefined);
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort(new Error('cancelled'));
    }, 20);
    await expect(retrieve(controller)).rejects.toThrow('cancelled');
    expect(asked.length).toBe(1);
  });

  const study = (uid: string): object => ({ '0020000D': { vr: 'UI', Value: [uid] } });
  const ct = (uid: string, instances: unknown = 3): object => ({ '0020000E': { vr: 'UI', Value: [uid] }, '00080060': { vr: 'CS', Value: ['CT'] }, '00201209': { vr: 'IS', Value: [instances] } });

  it('may page, ignore paging, or answer 204', async () => {
    const all = Array.from({ length: 250 }, (_, index) => study(`1.${index + 1}`));
    const archive = (limit: (url: URL) => [number, number]): Answer => (request, response) => {
      const url = new URL(request.url ?? '', 'http://archive');
      if (url.pathname !== '/studies') return void response.writeHead(204).end();
      return void response.end(JSON.stringify(all.slice(...limit(url))));
    };
    const count = async (): Promise<number> => {
      asked = [];
      await find();
      return asked.filter((url) => url.includes('/series')).length;
    };
    answering(archive((url) => [Number(url.searchParams.get('offset')), Number(url.searchParams.get('offset')) + Number(url.searchParams.get('limit'))]));
    expect(await count()).toBe(250);
    answering(archive(() => [0, 250]));
    expect(await count()).toBe(250);
    answering(archive(() => [0, 200]));
    expect(await count()).toBe(200);
  });

  it('lists series once, whatever it takes for a number', async () => {
    answering(text(200, JSON.stringify([study('1.2')])), text(200, JSON.stringify([ct('1.2.2', '7'), ct('1.2.1'), ct('1.2.2', '7'), { ...ct('1.2.9'), '00080060': { Value: ['SEG'] } }, ct('1.2.3', 'many')])));
    expect(await find()).toEqual([
      { studyInstanceUid: '1.2', seriesInstanceUid: '1.2.2', instances: 7 },
      { studyInstanceUid: '1.2', seriesInstanceUid: '1.2.1', instances: 3 },
      { studyInstanceUid: '1.2', seriesInstanceUid: '1.2.3', instances: null },
    ]);
  });

  it.each<readonly [string, string]>([
    ['no JSON', '<html>'],
    ['no list', '{}'],
    ['a path for a UID', JSON.stringify([study('1.2/../../instances')])],
    ['a study without a UID', '[{}]'],
  ])('that lists %s is malformed', async (_, body) => {
    answering(text(200, body));
    await expect(find()).rejects.toMatchObject({ code: 'DICOMWEB_RESPONSE_INVALID' });
  });
});
