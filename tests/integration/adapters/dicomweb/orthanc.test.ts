import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDicomWebServers } from '../../../../src/adapters/dicomweb/servers.js';
import type { ServerConfig } from '../../../../src/adapters/dicomweb/server-config.js';
import { toDicomWebQuery } from '../../../../src/domain/dicomweb/query.js';
import { asId } from '../../../../src/domain/ids.js';
import type { DicomWebServer } from '../../../../src/services/ports/dicomweb.js';
import { writeSeries } from '../../../testkit/pydicom-series.js';
import type { Orthanc } from '../../../testkit/orthanc.js';
import { orthancIsMissing, startOrthanc } from '../../../testkit/orthanc.js';

const missing = await orthancIsMissing();
const signal = new AbortController().signal;
const team = asId('Team', 'team_one');
const query = (pairs: Readonly<Record<string, string>>) => toDicomWebQuery(Object.entries(pairs).map(([key, value]) => ({ key, value })));

describe.skipIf(missing !== null)('DICOMweb with Orthanc', () => {
  let orthanc: Orthanc;
  let scratch: string;
  let written: readonly (readonly string[])[];

  const config = (changes: Partial<ServerConfig> = {}): ServerConfig => ({
    name: 'archive',
    url: orthanc.url,
    auth: { kind: 'basic', ...orthanc.credentials },
    teams: [team],
    certificateAuthority: null,
    timeoutSeconds: 10,
    maxSeries: 100,
    viewer: null,
    ...changes,
  });
  const open = (changes: Partial<ServerConfig> = {}): DicomWebServer => createDicomWebServers([config(changes)], { tries: 2, firstMs: 10 }).open(team, 'archive');
  const found = async (pairs: Readonly<Record<string, string>>): Promise<number> => (await open().findSeries(query(pairs), signal)).length;

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'voxseek-orthanc-'));
    const common = { slices: 4, size: 16, spacing: 2.5 };
    written = await writeSeries([
      { ...common, directory: join(scratch, 'a'), seed: 1, tags: { PatientID: 'P1', SeriesDescription: 'thin lung', StudyDate: '20200105' } },
      { ...common, directory: join(scratch, 'b'), seed: 2, tags: { PatientID: 'P2', SeriesDescription: 'abdomen', StudyDate: '20210601', PatientName: 'Größe^Ärztin' , SpecificCharacterSet: 'ISO_IR 192' } },
      { ...common, directory: join(scratch, 'c'), seed: 3, tags: { PatientID: 'P2', Modality: 'MR', SOPClassUID: '1.2.840.10008.5.1.4.1.1.4' } },
    ]);
    orthanc = await startOrthanc();
    await orthanc.store(written.flat());
  });

  afterAll(async () => {
    await orthanc.stop();
    await rm(scratch, { recursive: true, force: true });
  });

  it('finds CT series by patient, date, modality and description', async () => {
    expect(await found({ PatientID: 'P1' })).toBe(1);
    // The other series of this patient is MR.
    expect(await found({ PatientID: 'P2' })).toBe(1);
    expect(await found({ PatientID: 'P*' })).toBe(2);
    expect(await found({ StudyDate: '20200101-20201231' })).toBe(1);
    expect(await found({ StudyDate: '20220101-' })).toBe(0);
    expect(await found({ ModalitiesInStudy: 'CT' })).toBe(2);
    expect(await found({ ModalitiesInStudy: 'CT', SeriesDescription: 'abdomen' })).toBe(1);
    expect(await found({ PatientID: 'nobody' })).toBe(0);
  });

  it('counts instances, and brings each to the byte', async () => {
    const server = open();
    const [series, ...others] = await server.findSeries(query({ PatientID: 'P1' }), signal);
    if (series === undefined) throw new Error('nothing found');
    expect(others).toEqual([]);
    expect(series.instances).toBe(4);
    const directory = join(scratch, 'received');
    const seen: number[] = [];
    const { files, bytes } = await server.retrieveSeries(series, directory, { signal, maxBytes: 1 << 20, onBytes: (received) => seen.push(received) });
    const received = await Promise.all((await readdir(directory)).map((name) => readFile(join(directory, name), 'latin1')));
    const sent = await Promise.all((written[0] ?? []).map((file) => readFile(file, 'latin1')));
    expect(files).toBe(4);
    expect(received.sort()).toEqual(sent.sort());
    expect(bytes).toBe(sent.reduce((sum, text) => sum + text.length, 0));
    expect(seen.at(-1)).toBe(bytes);
  });

  it('says by a code what stands in the way', async () => {
    const series = { studyInstanceUid: '1.2.3', seriesInstanceUid: '1.2.4', instances: null };
    const options = { signal, maxBytes: 1 << 20, onBytes: () => undefined };
    await expect(open({ auth: { kind: 'basic', username: 'reader', password: 'wrong' } }).findSeries(query({ PatientID: 'P1' }), signal)).rejects.toMatchObject({ code: 'DICOMWEB_AUTH_FAILED' });
    await expect(open({ url: 'http://127.0.0.1:9/dicom-web' }).findSeries(query({ PatientID: 'P1' }), signal)).rejects.toMatchObject({ code: 'DICOMWEB_UNAVAILABLE' });
    await expect(open({ url: orthanc.url.replace('http:', 'https:') }).findSeries(query({ PatientID: 'P1' }), signal)).rejects.toMatchObject({ code: 'DICOMWEB_TLS_FAILED' });
    await expect(open({ maxSeries: 1 }).findSeries(query({ PatientID: 'P*' }), signal)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    await expect(open({ url: `${orthanc.url}-elsewhere` }).findSeries(query({ PatientID: 'P1' }), signal)).rejects.toMatchObject({ code: 'DICOMWEB_REFUSED' });
    await expect(open().retrieveSeries(series, join(scratch, 'none'), options)).rejects.toMatchObject({ code: 'DICOMWEB_REFUSED' });
    const [known] = await open().findSeries(query({ PatientID: 'P1' }), signal);
    if (known === undefined) throw new Error('nothing found');
    await expect(open().retrieveSeries(known, join(scratch, 'large'), { ...options, maxBytes: 1_000 })).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
  });
});
