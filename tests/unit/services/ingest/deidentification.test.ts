import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createImportSource } from '../../../../src/adapters/filesystem/import-source.js';
import { createDicomReader } from '../../../../src/adapters/dicom/dicom-reader.js';
import { createNiftiReader } from '../../../../src/adapters/nifti/nifti-reader.js';
import { createVolumeFiles } from '../../../../src/adapters/nifti/volume-files.js';
import type { PrivacyPolicy } from '../../../../src/domain/deidentification/flags.js';
import { asId } from '../../../../src/domain/ids.js';
import { createSealing } from '../../../../src/services/deidentification/sealing.js';
import { createFetchedImport } from '../../../../src/services/dicomweb/import-fetched.js';
import { createIngestService } from '../../../../src/services/ingest/create-ingest-service.js';
import { seriesSlices } from '../../../testkit/dicom-series.js';
import type { TestSlice } from '../../../testkit/dicom-series.js';
import { createMemoryObjects } from '../../../testkit/memory-objects.js';
import { createMemoryTeam } from '../../../testkit/memory-team.js';

const root = mkdtempSync(join(tmpdir(), 'voxseek-deidentify-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});
const datasetId = asId('Dataset', 'ds_a');
const signal = new AbortController().signal;
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const limits = { maxBytes: 1 << 26, maxDimension: 1024 };

let serial = 0;
function files(slice: TestSlice = {}): readonly string[] {
  serial += 1;
  return seriesSlices(3, 2.5, slice).map((bytes, index) => {
    const path = join(root, `${serial}-${index}.dcm`);
    writeFileSync(path, bytes);
    return path;
  });
}

function service(privacyPolicy?: PrivacyPolicy, viewer = false) {
  const objects = createMemoryObjects();
  const team = createMemoryTeam();
  team.addDataset(datasetId);
  const dicom = createDicomReader();
  const ingest = createIngestService({
    objects, files: createVolumeFiles(objects), reader: createNiftiReader(), dicom, source: createImportSource(), pseudonymKey: 'secret', importRoots: [root], limits, log: silent,
    ...(privacyPolicy === undefined ? {} : { privacyPolicy }),
  });
  const servers = { names: () => [], open: () => { throw new Error('not needed'); }, hasViewer: () => viewer, viewerUrl: () => null };
  const fetched = createFetchedImport({ dicom, ingest, servers, limits });
  const run = (paths: readonly string[]) => fetched.importFiles(team.catalogue, { files: paths, datasetId, server: 'pacs' }, signal);
  return { team, run, stored: () => [...team.volumes.values()] };
}

const dated = (date: string, patient: string, series: string): TestSlice => ({ series, patient, values: Array.from({ length: 12 }, (_, index) => index + Number(date.slice(0, 4)) + Number(series.at(-1))), change: { 0x0008_0020: [0x0008_0020, 'DA', date] } });

it('keeps intervals between the studies of a patient, and no date', async () => {
  const { run, stored } = service();
  for (const [index, [date, patient]] of ([['20200101', 'A'], ['20200711', 'A'], ['20200101', 'B']] as const).entries()) await run(files(dated(date, patient, `1.2.${index}`)));
  const [a, b, c] = stored().map(({ origin }) => origin?.shiftedStudyDate ?? '');
  expect((Date.parse(b ?? '') - Date.parse(a ?? '')) / 86_400_000).toBe(192);
  expect(new Set([a, b, c, '2020-01-01', '2020-07-11']).size).toBe(5);
});

it('keeps the UID of a study, sealed, only where its server has a viewer', async () => {
  const [without, withViewer] = [service(), service(undefined, true)];
  const paths = files();
  await without.run(paths);
  await withViewer.run(paths);
  expect(without.stored()[0]?.origin?.viewer).toBeNull();
  const viewer = withViewer.stored()[0]?.origin?.viewer;
  expect(viewer?.server).toBe('pacs');
  expect(createSealing('secret').open(withViewer.team.catalogue.teamId, 'study-uid', viewer?.sealedStudyUid ?? '')).toBe('1.2');
});

it('flags a head, or refuses it where the policy says so', async () => {
  const head = { change: { 0x0018_0015: [0x0018_0015, 'CS', 'HEAD'] } } as const;
  const [flagging, refusing] = [service(), service('REFUSE')];
  expect(await flagging.run(files(head))).toMatchObject({ created: 1, refused: [] });
  expect(flagging.stored()[0]?.importNotes.map(({ kind }) => kind)).toEqual(['HEAD_SCAN']);
  expect(await refusing.run(files(head))).toMatchObject({ created: 0, refused: [{ code: 'PRIVACY_REFUSED' }] });
  expect(refusing.stored()).toEqual([]);
  expect(await refusing.run(files())).toMatchObject({ created: 1, refused: [] });
});

it('tells of each scan of a series, and goes past what it refuses', async () => {
  const { run, stored } = service();
  const paths = [...files({ series: '1.9' }), ...files({ series: '1.9', rows: 5, columns: 5, orientation: [0, 1, 0, 0, 0, -1] }), ...files({ series: '1.9', change: { 0x0008_0060: [0x0008_0060, 'CS', 'MR'] } })];
  const outcome = await run(paths);
  expect(outcome.created + outcome.refused.length).toBeGreaterThanOrEqual(2);
  expect(outcome.refused.map(({ code }) => code)).toContain('DICOM_NOT_CT');
  expect(JSON.stringify(outcome)).not.toContain(root);
  // Again: what is stored is found.
  expect(await run(paths)).toMatchObject({ created: 0, existing: stored().length });
});
