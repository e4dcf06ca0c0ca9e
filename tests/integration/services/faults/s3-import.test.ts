import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createDicomReader } from '../../../../src/adapters/dicom/dicom-reader.js';
import { createImportSource } from '../../../../src/adapters/filesystem/import-source.js';
import { createNiftiReader } from '../../../../src/adapters/nifti/nifti-reader.js';
import { createVolumeFiles } from '../../../../src/adapters/nifti/volume-files.js';
import { createS3ObjectStore } from '../../../../src/adapters/objects/s3.js';
import { voxelHash } from '../../../../src/domain/geometry/voxel-hash.js';
import { isVoxseekError } from '../../../../src/domain/errors/voxseek-error.js';
import { createIngestService } from '../../../../src/services/ingest/create-ingest-service.js';
import type { ImportItem } from '../../../../src/services/ingest/ingest-service.js';
import { objectKeys } from '../../../../src/services/object-keys.js';
import { createTestDatabase } from '../../../testkit/database.js';
import type { TestDatabase } from '../../../testkit/database.js';
import { startFaultProxy } from '../../../testkit/fault-proxy.js';
import type { Fault } from '../../../testkit/fault-proxy.js';
import { int16Bytes, niftiBytes } from '../../../testkit/nifti-bytes.js';
import { listed } from '../../../testkit/object-store-contract.js';
import { newBucket, s3Options, startS3Server } from '../../../testkit/s3-server.js';
import { seedTeam } from '../../../testkit/seed.js';
import { silentLog } from '../../../testkit/worker.js';

const server = await startS3Server();
const proxy = server === null ? null : await startFaultProxy(server.address);
const signal = new AbortController().signal;

let database: TestDatabase;
let directory: string;
beforeAll(async () => {
  database = await createTestDatabase(inject('stack').postgresAdminUrl);
  directory = await mkdtemp(join(tmpdir(), 'voxseek-s3-import-'));
});
afterAll(async () => {
  await database.drop();
  await rm(directory, { recursive: true, force: true });
  await proxy?.stop();
  await server?.stop();
});

async function itemOf(name: string): Promise<ImportItem> {
  const [path, labels] = [join(directory, `${name}.nii`), join(directory, `${name}-labels.nii`)];
  const dim = [3, 8, 8, 3, 1, 1, 1, 1];
  await writeFile(path, niftiBytes({ dim, data: int16Bytes(Array.from({ length: 192 }, (_, index) => (index * 31 + name.length) % 900)) }));
  await writeFile(labels, niftiBytes({ dim, data: int16Bytes(Array.from({ length: 192 }, (_, index) => index % 3)) }));
  return {
    ...{ item: name, source: { kind: 'FILE', path }, name, patient: null, study: null, derivedFrom: [], split: 'NONE', labels: {}, covers: null },
    ...{ producer: { kind: 'MANUAL', name: 'reader', version: null }, labelSource: { kind: 'LABEL_MAP', path: labels, taxonomy: 'TOTALSEGMENTATOR_V1' } },
  };
}

describe.runIf(proxy !== null)('an import into a store that fails', () => {
  const faults = proxy!;
  const kinds: readonly (readonly [string, Fault])[] = [
    ['fails inside', { kind: 'STATUS', status: 500, code: 'InternalError' }],
    ['loses its answers', { kind: 'LOSE_ANSWER' }],
  ];

  it.each(kinds)('that %s from any request on is named, and the import succeeds once the store is well', async (_what, fault) => {
    const Bucket = await newBucket(server!.address);
    const objects = createS3ObjectStore(s3Options(faults.address, Bucket));
    const plain = createS3ObjectStore(s3Options(server!.address, Bucket));
    const files = createVolumeFiles(objects);
    const ingest = createIngestService({ objects, files, reader: createNiftiReader(), dicom: createDicomReader(), source: createImportSource(), pseudonymKey: 'secret', importRoots: [directory], limits: { maxBytes: 2 ** 28, maxDimension: 1024 }, log: silentLog });
    const item = await itemOf('scan');
    let failed = 0;
    for (let from = 1; ; from += 1) {
      const { team } = await seedTeam(database.catalogue);
      faults.use(({ number }) => (number >= from ? fault : null));
      const outcome = await ingest.importItem(team, item, null, signal).then(() => 'done', (error: unknown) => (isVoxseekError(error) ? error.code : error));
      faults.use(() => null);
      if (outcome === 'done') break;
      failed += 1;
      expect([from, outcome]).toEqual([from, 'DEPENDENCY_UNAVAILABLE']);
      // Whatever stands under a key is whole, and every row has its object.
      for (const key of await listed(plain, `teams/${team.teamId}/`)) expect((await plain.get(key)).length).toBeGreaterThan(0);
      for (const { id } of (await team.volumes.list({}, { first: 10 })).items) await expect(plain.head(objectKeys.voxels(team.teamId, id))).resolves.not.toBeNull();

      const { volumeId, segmentationId } = await ingest.importItem(team, item, null, signal);
      const row = await team.volumes.get(volumeId);
      expect(voxelHash(await createVolumeFiles(plain).readVolume(objectKeys.voxels(team.teamId, volumeId)))).toBe(row?.voxelHash);
      expect(await listed(plain, `teams/${team.teamId}/`)).toEqual([objectKeys.labels(team.teamId, volumeId, segmentationId!), objectKeys.voxels(team.teamId, volumeId)]);
    }
    expect(failed).toBeGreaterThanOrEqual(4);
  });
});
