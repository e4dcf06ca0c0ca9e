import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createDicomReader } from '../../../../src/adapters/dicom/dicom-reader.js';
import { createImportSource } from '../../../../src/adapters/filesystem/import-source.js';
import { createNiftiReader } from '../../../../src/adapters/nifti/nifti-reader.js';
import { createVolumeFiles } from '../../../../src/adapters/nifti/volume-files.js';
import { createDiskObjectStore } from '../../../../src/adapters/objects/disk.js';
import { voxelHash } from '../../../../src/domain/geometry/voxel-hash.js';
import { createIngestService } from '../../../../src/services/ingest/create-ingest-service.js';
import type { ImportItem, ImportedVolume } from '../../../../src/services/ingest/ingest-service.js';
import { objectKeys } from '../../../../src/services/object-keys.js';
import { createTestDatabase } from '../../../testkit/database.js';
import type { TestDatabase } from '../../../testkit/database.js';
import { seedTeam } from '../../../testkit/seed.js';

const samples = join(import.meta.dirname, '../../../../samples');
const directory = mkdtempSync(join(tmpdir(), 'voxseek-ingest-'));
const objects = createDiskObjectStore(join(directory, 'objects'));
const files = createVolumeFiles(objects);
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const ingest = createIngestService({
  objects,
  files,
  reader: createNiftiReader(),
  dicom: createDicomReader(),
  source: createImportSource(),
  pseudonymKey: 'secret',
  importRoots: [samples],
  limits: { maxBytes: 1 << 28, maxDimension: 1024 },
  log: silent,
});
const signal = new AbortController().signal;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(inject('stack').postgresAdminUrl);
});
afterAll(async () => {
  await database.drop();
  rmSync(directory, { recursive: true, force: true });
});

async function listed(prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of objects.list(prefix)) keys.push(key);
  return keys.sort();
}

const plan = async (): Promise<readonly ImportItem[]> => (await ingest.planDirectory({ directory: samples, layout: 'NIFTI', manifest: 'manifest.csv' })).items;

describe('ingest with the real catalogue and object store', () => {
  it('imports the samples twice into the same rows and objects, which say the same as each other', async () => {
    const seed = await seedTeam(database.catalogue);
    const dataset = await seed.dataset([]);
    const items = await plan();
    const first: ImportedVolume[] = [];
    for (const item of items) first.push(await ingest.importItem(seed.team, item, dataset.id, signal));
    const keys = await listed(`teams/${seed.team.teamId}/`);
    expect(keys.length).toBe(5 + 3);
    const second: ImportedVolume[] = [];
    for (const item of items) second.push(await ingest.importItem(seed.team, item, dataset.id, signal));
    expect(second).toEqual(first.map((volume) => ({ ...volume, created: false })));
    expect(await listed(`teams/${seed.team.teamId}/`)).toEqual(keys);
    expect((await seed.team.datasets.members(dataset.id)).length).toBe(5);
    for (const { volumeId, segmentationId } of first) {
      const [row] = await seed.team.volumes.getMany([volumeId]);
      const stored = await files.readVolume(objectKeys.voxels(seed.team.teamId, volumeId));
      expect(voxelHash(stored)).toBe(row?.voxelHash);
      expect([stored.shape, stored.spacing, stored.affine]).toEqual([row?.shape, row?.spacing, row?.affine]);
      expect(row?.sliceFlags.length).toBe(stored.shape[2]);
      if (segmentationId === null) continue;
      const segmentation = await seed.team.segmentations.get(segmentationId);
      const { labels } = await files.readLabels(objectKeys.labels(seed.team.teamId, volumeId, segmentationId));
      const counted = segmentation?.regions.flatMap(({ pixelCounts }) => pixelCounts).reduce((sum, count) => sum + count, 0);
      expect(counted).toBe(labels.reduce((sum, label) => sum + (label > 0 ? 1 : 0), 0));
    }
  });

  it('comes to one volume when the same scan is imported at once, and to a conflict when the patients differ', async () => {
    const seed = await seedTeam(database.catalogue);
    const lung = (await plan()).find(({ name }) => name === 'lung1')!;
    const together = await Promise.all([1, 2, 3, 4].map(() => ingest.importItem(seed.team, lung, null, signal)));
    expect(new Set(together.map(({ volumeId }) => volumeId)).size).toBe(1);
    expect(together.filter(({ created }) => created).length).toBe(1);
    expect((await seed.team.segmentations.listOf([together[0]!.volumeId])).length).toBe(1);
    await expect(ingest.importItem(seed.team, { ...lung, patient: { kind: 'KEY', key: 'another' } }, null, signal)).rejects.toMatchObject({ code: 'PATIENT_CONFLICT' });
    expect((await listed(`teams/${seed.team.teamId}/`)).length).toBe(2);
  });

  it('makes a new snapshot when a mask changes, and none when nothing does', async () => {
    const seed = await seedTeam(database.catalogue);
    const dataset = await seed.dataset([]);
    const lung = (await plan()).find(({ name }) => name === 'lung1')!;
    await ingest.importItem(seed.team, { ...lung, labelSource: null }, dataset.id, signal);
    const bare = await seed.team.snapshots.take(dataset.id);
    await ingest.importItem(seed.team, lung, dataset.id, signal);
    const labelled = await seed.team.snapshots.take(dataset.id);
    expect(labelled.hash).not.toBe(bare.hash);
    await ingest.importItem(seed.team, lung, dataset.id, signal);
    expect((await seed.team.snapshots.take(dataset.id)).id).toBe(labelled.id);
  });
});
