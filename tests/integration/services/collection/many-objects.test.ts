import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createS3ObjectStore } from '../../../../src/adapters/objects/s3.js';
import { createCollectionService } from '../../../../src/services/collection/collection-service.js';
import type { CollectionState } from '../../../../src/services/collection/collection-service.js';
import { asId } from '../../../../src/domain/ids.js';
import type { ObjectStore } from '../../../../src/services/ports/object-store.js';
import { createTestDatabase } from '../../../testkit/database.js';
import type { TestDatabase } from '../../../testkit/database.js';
import { watchMemoryGrowth } from '../../../testkit/peak-memory.js';
import type { PythonServer } from '../../../testkit/python-server.js';
import { s3Options, startS3Server } from '../../../testkit/s3-server.js';
import { record, seedTeam } from '../../../testkit/seed.js';
import type { Seed } from '../../../testkit/seed.js';

const LONG = process.env.VOXSEEK_TEST_LONG !== undefined;
if (!LONG) console.info('skipped: a hundred thousand objects in S3 are collected in npm run test:long alone.');

/** A tenth of those on disk, and few of them deleted: the server of the tests sorts all keys for each page of a listing, and takes some 10 ms a request, one after the other. */
const OBJECTS = 100_000;
const DELETED = 2_000;
const KEPT = 3;
const BUCKET = 'many';

/** Limits of the promise. */
const MEMORY_BYTES = 2 ** 28;
const LOOKING_SECONDS = 600;

const numbered = (prefix: string, number: number): string => `${prefix}${String(number).padStart(12, '0')}`;

describe.skipIf(!LONG)('a hundred thousand tiny objects in S3', () => {
  let server: PythonServer | null;
  let database: TestDatabase;
  let seed: Seed;
  let objects: ObjectStore;
  let prefix: string;

  beforeAll(async () => {
    database = await createTestDatabase(inject('stack').postgresAdminUrl);
    seed = await seedTeam(database.catalogue);
    prefix = `teams/${seed.team.teamId}/uploads/upl_0000-`;
    server = await startS3Server({ bucket: BUCKET, prefix, count: OBJECTS });
    if (server !== null) objects = createS3ObjectStore(s3Options(server.address, BUCKET));
    // The last ones: among those that are deleted.
    for (let number = OBJECTS - KEPT; number < OBJECTS; number += 1) {
      const upload = record.upload({ id: asId('Upload', numbered('upl_0000-', number)), objectKey: numbered(prefix, number) });
      await seed.team.uploads.insert(upload, upload.id);
    }
  });
  afterAll(async () => {
    await server?.stop();
    await database.drop();
  });

  const collect = (dryRun: boolean, resumeFrom: CollectionState | null): Promise<CollectionState> =>
    createCollectionService({ objects, now: () => new Date(Date.now() + 1_000) }).collect(seed.team, { dryRun, olderThanMs: 0 }, { signal: new AbortController().signal, resumeFrom, onPage: () => undefined });

  it('are looked through in little memory, and those that nothing keeps are counted and deleted', { timeout: 900_000 }, async (test) => {
    if (server === null) return test.skip('no S3-compatible server');
    const memory = watchMemoryGrowth(process.pid);
    const started = performance.now();
    const found = await collect(true, null);
    const [seconds, grown] = [(performance.now() - started) / 1000, memory.stop()];
    console.info(`${found.objects} objects in S3: looked through in ${seconds.toFixed(0)} s; the memory of the process grew by ${(grown / 1e6).toFixed(0)} MB at most.`);
    expect(found).toMatchObject({ objects: OBJECTS, bytes: OBJECTS, unknown: 0, orphans: [{ kind: 'UPLOAD', objects: OBJECTS - KEPT, bytes: OBJECTS - KEPT }] });
    expect(seconds).toBeLessThan(LOOKING_SECONDS);
    expect(grown).toBeLessThan(MEMORY_BYTES);

    const untouched = OBJECTS - DELETED;
    const deleted = await collect(false, { after: numbered(prefix, untouched - 1), objects: untouched, bytes: untouched, orphans: [], unknown: 0 });
    expect(deleted).toMatchObject({ objects: OBJECTS, orphans: [{ kind: 'UPLOAD', objects: DELETED - KEPT }] });
    const left: string[] = [];
    for await (const { key } of objects.list(prefix, numbered(prefix, untouched - 2))) left.push(key);
    expect(left).toEqual([untouched - 1, ...Array.from({ length: KEPT }, (_, index) => OBJECTS - KEPT + index)].map((number) => numbered(prefix, number)));
  });
});
