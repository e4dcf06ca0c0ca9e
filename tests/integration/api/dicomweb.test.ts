import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createSealing } from '../../../src/services/deidentification/sealing.js';
import { NOTHING_REMOVED } from '../../../src/domain/deidentification/removal-report.js';
import type { DicomOrigin } from '../../../src/services/ports/records.js';
import type { TestApi, TestTeam } from '../../testkit/api.js';
import { startTestApi } from '../../testkit/api.js';

const SECRET_ID = 'ZQ7KXVWJ-4711';
const UID = '1.2.840.1973197731';
const IMPORT = 'mutation ($input: ImportFromDicomWebInput!) { importFromDicomWeb(input: $input) { job { id attempt state } userErrors { code message path } } }';
const URL_OF = 'query ($id: ID!) { volume(id: $id) { viewerUrl origin { shiftedStudyDate removal { files } } } }';

let api: TestApi;
let team: TestTeam;
let admin: string;

beforeAll(async () => {
  api = await startTestApi(inject('stack').postgresAdminUrl);
  team = await api.team();
  admin = await team.token('ADMIN');
});
afterAll(() => api.close());

async function ask(query: readonly { readonly key: string; readonly value: string }[], server = 'archive', secret = admin) {
  const dataset = await team.dataset();
  const { data } = await api.askText(IMPORT, { variables: { input: { datasetId: dataset.id, server, query } }, secret });
  return data?.importFromDicomWeb as { job: { id: string; attempt: number } | null; userErrors: readonly { code: string; message: string; path: string }[] };
}

it('keeps a query sealed beside its job, and forgets it when the job ends, however it ends', async () => {
  const { job } = await ask([{ key: 'PatientID', value: SECRET_ID }]);
  if (job === null) throw new Error('no job');
  const jobs = team.team.jobs;
  const record = await jobs.get(job.id as never);
  if (record === null) throw new Error('no job');
  expect(JSON.stringify(record)).not.toContain('4711');
  expect(record.input).toEqual({ kind: 'IMPORT_DICOMWEB', datasetId: expect.any(String) as unknown, server: 'archive', queryKey: expect.stringMatching(/^[0-9a-f]{32}$/u) as unknown });
  const sealed = await jobs.sealedInput(record.id);
  expect(sealed).not.toBeNull();
  expect(sealed).not.toContain('4711');
  expect(JSON.parse(createSealing('a secret of these tests, long enough').open(team.team.teamId, 'dicomweb-query', sealed ?? '') ?? '')).toEqual({ PatientID: SECRET_ID });
  // Another team sees neither the job nor what lies beside it.
  const other = await api.team();
  expect(await other.team.jobs.sealedInput(record.id)).toBeNull();

  await jobs.finish(record.id, record.attempt, { state: 'FAILED', error: { code: 'DICOMWEB_UNAVAILABLE', message: 'x', path: null, correlationId: null }, skipped: [] });
  expect(await jobs.sealedInput(record.id)).toBeNull();
  // A report that comes too late does not touch the next attempt.
  const again = await jobs.request({ id: record.id, kind: record.kind, input: record.input }, undefined, 'sealed again');
  expect(again.job.attempt).toBe(2);
  await jobs.finish(record.id, 1, { state: 'CANCELLED', skipped: [] });
  expect(await jobs.sealedInput(record.id)).toBe('sealed again');
  await jobs.finish(record.id, 2, { state: 'CANCELLED', skipped: [] });
  expect(await jobs.sealedInput(record.id)).toBeNull();
});

it('refuses what is no query, and servers that are not granted, without repeating values', async () => {
  const wrong = await ask([{ key: 'StudyDate', value: SECRET_ID }]);
  expect(wrong.job).toBeNull();
  expect(wrong.userErrors).toEqual([{ code: 'INVALID_INPUT', path: 'query.StudyDate', message: expect.not.stringContaining('4711') as unknown }]);
  expect((await ask([{ key: 'PatientID', value: SECRET_ID }], 'elsewhere')).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: 'server' }]);
  expect((await ask([{ key: 'PatientID', value: SECRET_ID }], 'http://169.254.169.254')).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: 'server' }]);
});

it('opens a study in the viewer for the team that imported it alone', async () => {
  const sealing = createSealing('a secret of these tests, long enough');
  const origin = (server: string, sealedStudyUid: string): DicomOrigin => ({
    seriesKey: 'a'.repeat(32), filesOfSeries: 4, scansOfSeries: 1, shiftedStudyDate: '1937-05-01', kilovoltage: 120, sliceThickness: 2.5, removal: { ...NOTHING_REMOVED, files: 4 }, viewer: { server, sealedStudyUid },
  });
  const reader = await team.token('READ');
  const sealed = sealing.seal(team.team.teamId, 'study-uid', UID);
  const volume = await team.volume({ origin: origin('archive', sealed) });
  const urlOf = async (id: string, secret: string): Promise<unknown> => (await api.askText(URL_OF, { variables: { id }, secret })).data?.volume;
  expect(await urlOf(volume.id, reader)).toEqual({ viewerUrl: `https://viewer.example/${UID}`, origin: { shiftedStudyDate: '1937-05-01', removal: { files: 4 } } });
  // A server that is no longer configured, another team, and a seal that was carried over from another team.
  expect(await urlOf((await team.volume({ origin: origin('gone', sealed) })).id, reader)).toMatchObject({ viewerUrl: null });
  const other = await api.team();
  const foreign = await other.token('READ');
  expect((await api.askText(URL_OF, { variables: { id: volume.id }, secret: foreign })).errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND' });
  expect(await urlOf((await other.volume({ origin: origin('archive', sealed) })).id, foreign)).toMatchObject({ viewerUrl: null });
  expect(JSON.stringify(await team.team.volumes.get(volume.id))).not.toContain('1973197731');
  expect((await team.team.volumes.findBySeries('a'.repeat(32))).length).toBe(2);
});
