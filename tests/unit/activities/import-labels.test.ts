import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncLocalStorage } from '@temporalio/activity';
import type { Context } from '@temporalio/activity';
import { afterAll, expect, it } from 'vitest';
import { createImportActivities } from '../../../src/activities/import-activities.js';
import { createDicomReader } from '../../../src/adapters/dicom/dicom-reader.js';
import { parseDicom } from '../../../src/adapters/dicom/dataset/dicom-file.js';
import { TAG } from '../../../src/adapters/dicom/dataset/tags.js';
import { createImportSource } from '../../../src/adapters/filesystem/import-source.js';
import { createVolumeFiles } from '../../../src/adapters/nifti/volume-files.js';
import { openVolumeReader } from '../../../src/cli/wiring/volume-reader.js';
import { asId } from '../../../src/domain/ids.js';
import type { UploadId } from '../../../src/domain/ids.js';
import { createIngestService } from '../../../src/services/ingest/create-ingest-service.js';
import { UPLOAD_FILE_NAMES } from '../../../src/services/uploads/upload-formats.js';
import type { UploadFormat } from '../../../src/services/uploads/upload-formats.js';
import type { Vector } from '../../testkit/dicom-labels.js';
import { structureSetBytes } from '../../testkit/dicom-labels.js';
import { createMemoryObjects } from '../../testkit/memory-objects.js';
import { createMemoryTeam } from '../../testkit/memory-team.js';
import { zipBytes } from '../../testkit/zip-bytes.js';

const series = join(import.meta.dirname, '../../../samples/ts-dicom/series');
const scratchDirectory = mkdtempSync(join(tmpdir(), 'voxseek-scratch-'));
afterAll(() => rmSync(scratchDirectory, { recursive: true }));

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Runs what a workflow would start, with uploads as they are stored. */
async function importUploads(scan: readonly [UploadFormat, Buffer], labels: readonly [UploadFormat, Buffer], structureNames?: string) {
  const [objects, team] = [createMemoryObjects(), createMemoryTeam()];
  const uploads = new Map<string, { readonly state: 'RECEIVED'; readonly objectKey: string; readonly fileName: string }>();
  for (const [id, [format, content]] of Object.entries({ upl_scan: scan, upl_labels: labels })) {
    await objects.put(`uploads/${id}`, content);
    uploads.set(id, { state: 'RECEIVED', objectKey: `uploads/${id}`, fileName: UPLOAD_FILE_NAMES[format] });
  }
  const catalogue = { team: () => ({ ...team.catalogue, uploads: { get: (id: string) => Promise.resolve(uploads.get(id) ?? null) } }) };
  const limits = { maxBytes: 1 << 28, maxDimension: 1024 };
  const ingest = createIngestService({ objects, files: createVolumeFiles(objects), reader: openVolumeReader(), dicom: createDicomReader(), source: createImportSource(), pseudonymKey: 'k', importRoots: [], limits, log: silent });
  const activities = createImportActivities({ catalogue, ingest, objects, scratchDirectory, log: silent } as unknown as Parameters<typeof createImportActivities>[0]);
  const context = { info: { attempt: 1 }, heartbeat: () => undefined, cancellationSignal: new AbortController().signal } as unknown as Context;
  const done = await asyncLocalStorage.run(context, () =>
    activities.importUpload(
      { teamId: asId('Team', 'team_a'), jobId: asId('Job', 'job_a'), attempt: 1 },
      {
        ...{ kind: 'IMPORT_VOLUME', datasetId: null, name: null, patientPseudonym: null, studyPseudonym: null, split: 'NONE', volumeLabels: {} },
        uploadId: 'upl_scan' as UploadId,
        labels: { uploadId: 'upl_labels' as UploadId, taxonomy: 'TOTALSEGMENTATOR_V2', covers: null, ...(structureNames === undefined ? {} : { structureNames }) },
      },
    ),
  );
  return { done: done, team };
}

it('imports a zipped series with the structure set that was uploaded for it, by the table of names that came along', async () => {
  const files = readdirSync(series).map((name) => readFileSync(join(series, name)));
  const headers = files.map((bytes) => parseDicom(bytes, { maxBytes: 1 << 24 }).dataset);
  /** A square of 10 × 10 pixels on a slice, in LPS. */
  const square = (slice: number): readonly Vector[] => {
    const [x, y, z] = headers[slice]!.numbers(TAG.ImagePositionPatient) as [number, number, number];
    const [spacing] = headers[slice]!.numbers(TAG.PixelSpacing) as [number];
    return ([[249.5, 249.5], [259.5, 249.5], [259.5, 259.5], [249.5, 259.5]] as const).map(([column, row]): Vector => [x + column * spacing, y + row * spacing, z]);
  };
  const zip = zipBytes(files.map((content, index) => ({ name: `${index}`, content, deflated: false })));
  const labels = structureSetBytes([
    { name: 'Leber', contours: [{ points: square(3) }, { points: square(4) }] },
    { name: 'Kidney_L', contours: [{ points: square(7) }] },
    { name: 'Meyer_Hans_1950', contours: [{ points: square(9) }] },
  ]);
  const { done, team } = await importUploads(['DICOM_ZIP', zip], ['DICOM_RTSTRUCT', labels], 'name,region\nLeber,liver\n');
  const [stored] = team.segmentations;
  expect(stored).toMatchObject({ covers: ['kidney_left', 'liver'], unknownLabels: [{ value: 1003, name: null, voxels: 100 }] });
  expect(stored!.regions.map(({ region, pixelCounts }) => [region, pixelCounts.filter((count) => count > 0)])).toEqual([['kidney_left', [100]], ['liver', [100, 100]]]);
  expect(JSON.stringify([done, team.segmentations, [...team.volumes.values()]])).not.toMatch(/Meyer|Hans|1950/u);
  expect(readdirSync(scratchDirectory)).toEqual([]);
});
