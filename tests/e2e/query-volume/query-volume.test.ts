import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelJob } from '../faults/cancel-job.js';
import { readJob } from '../faults/kill-during.js';
import { openRecords } from '../faults/records.js';
import type { Records } from '../faults/records.js';
import { createRecipe, embedSnapshot, ensureDataset, importDirectory, takeSnapshot } from '../../../src/cli/client/operations.js';
import { objectKeys } from '../../../src/services/object-keys.js';
import { taskQueues } from '../../../src/services/jobs/workflow-call.js';
import { asId } from '../../../src/domain/ids.js';
import { embedAndIndex, follow } from '../../testkit/demo-archive.js';
import { addressOf, repository, startVoxseek, until } from '../../testkit/running-voxseek.js';
import type { RunningVoxseek } from '../../testkit/running-voxseek.js';
import { createQueryVolume, cropOf, sampleFile, searchBy, timeToAnswer, upload } from './upload.js';

const LONG = process.env.VOXSEEK_TEST_LONG !== undefined;
const SLICES = 60;

let voxseek: RunningVoxseek;
let records: Records;
let snapshotId: string;
let recipeId: string;
let indexId: string;

beforeAll(async () => {
  voxseek = await startVoxseek();
  const { client } = voxseek;
  records = await openRecords(voxseek);
  const samples = join(repository, 'samples');
  const datasetId = await ensureDataset(client, 'samples', null);
  await follow(client, await importDirectory(client, { datasetId, directory: samples, layout: 'NIFTI', manifest: join(samples, 'manifest.csv') }));
  snapshotId = await takeSnapshot(client, datasetId);
  ({ recipeId, indexId } = await embedAndIndex(client, { modelId: 'mod_efficientnet-lite0', snapshotId, parameters: { kind: 'HNSW' } }));
});
afterAll(() => voxseek?.stop());

const stateOf = async (id: string): Promise<{ readonly state: string; readonly sameAsVolumeId: string | null; readonly sliceCount: number | null } | null> =>
  (await voxseek.client.query<{ queryVolume: { state: string; sameAsVolumeId: string | null; sliceCount: number | null } | null }>('query Q($id: ID!) { queryVolume(id: $id) { state sameAsVolumeId sliceCount } }', { id })).queryVolume;

const embeddingKey = (id: string): string => objectKeys.queryEmbedding(asId('Team', records.teamId), asId('QueryVolume', id));

describe('an uploaded scan', () => {
  it('finds the scan that it was cut from, slice by slice, and enters no archive', async () => {
    const [before] = await records.rows<{ volumes: number }>('select count(*)::int as volumes from voxseek.volumes');
    const { found, id } = await timeToAnswer(voxseek.client, { recipeId, indexId, content: cropOf('ts-thorax', 10, SLICES) });
    expect(found.querySlices).toHaveLength(SLICES);
    const [first] = found.volumes;
    expect(first?.volume.name).toBe('ts-thorax');
    expect(first?.stage2?.mean).toBeGreaterThan(0.999);
    expect(first?.matches.map(({ querySlice, slice }) => slice.index - querySlice)).toEqual(Array.from({ length: SLICES }, () => 10));
    expect(await stateOf(id)).toEqual({ state: 'READY', sameAsVolumeId: null, sliceCount: SLICES });
    expect(records.hasObject(embeddingKey(id))).toBe(true);
    expect(await records.rows('select count(*)::int as volumes from voxseek.volumes')).toEqual([before]);
  });

  it('that is stored already is not embedded again, and never expires what is stored', async () => {
    const [stored] = await records.rows<{ id: string }>("select id from voxseek.volumes where name = 'ts-abdomen'");
    const query = await createQueryVolume(voxseek.client, recipeId, await upload(voxseek.client, 'NIFTI_GZIP', sampleFile('ts-abdomen')));
    await follow(voxseek.client, query.jobId);
    expect(await stateOf(query.id)).toMatchObject({ state: 'READY', sameAsVolumeId: stored!.id });
    expect(records.hasObject(embeddingKey(query.id))).toBe(false);
    const found = await searchBy(voxseek.client, indexId, { queryVolumeId: query.id });
    expect(found).toEqual(await searchBy(voxseek.client, indexId, { volumeId: stored!.id }));

    await expireAndPurge(query.id);
    expect((await searchBy(voxseek.client, indexId, { volumeId: stored!.id })).volumes).toEqual(found.volumes);
  });

  it('past its time answers QUERY_VOLUME_EXPIRED, and is purged by the schedule', async () => {
    const { id } = await timeToAnswer(voxseek.client, { recipeId, indexId, content: cropOf('lung1', 5, 12) });
    await expireAndPurge(id);
    expect(records.hasObject(embeddingKey(id))).toBe(false);
  });

  async function expireAndPurge(id: string): Promise<void> {
    await records.rows("update voxseek.query_volumes set expires_at = now() - interval '1 second' where id = $1", [id]);
    await expect(searchBy(voxseek.client, indexId, { queryVolumeId: id })).rejects.toMatchObject({ code: 'QUERY_VOLUME_EXPIRED' });
    const connection = await Connection.connect({ address: addressOf(voxseek, 'temporalAddress') });
    try {
      await new Client({ connection }).schedule.getHandle(`${taskQueues().control}/purgeExpired`).trigger();
    } finally {
      await connection.close();
    }
    await until('the purge', async () => (await records.rows('select 1 from voxseek.query_volumes where id = $1', [id])).length === 0, 30);
    await expect(searchBy(voxseek.client, indexId, { queryVolumeId: id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }
});

describe('while an archive is being embedded', () => {
  it(`an uploaded scan of ${SLICES} slices is searchable long before the archive is`, async () => {
    const rounds = LONG ? 3 : 1;
    const crops = Array.from({ length: 2 * rounds }, (_, round) => cropOf('ts-thorax', 20 + round, SLICES));
    const ask = async (content: Buffer): Promise<number> => (await timeToAnswer(voxseek.client, { recipeId, indexId, content })).ms;
    const idle: number[] = [];
    for (const content of crops.slice(0, rounds)) idle.push(await ask(content));

    const heavy = await createRecipe(voxseek.client, 'mod_dinov2-vits14-int8');
    const bulk = await embedSnapshot(voxseek.client, heavy, snapshotId);
    await until('the archive under way', async () => (await readJob(voxseek.client, bulk)).state === 'RUNNING');
    const busy: number[] = [];
    for (const content of crops.slice(rounds)) {
      busy.push(await ask(content));
      expect((await readJob(voxseek.client, bulk)).state).toBe('RUNNING');
    }
    const [alone, beside] = [Math.min(...idle), Math.min(...busy)];
    console.log(`A scan of ${SLICES} slices is searchable after ${alone.toFixed(0)} ms, beside an archive being embedded after ${beside.toFixed(0)} ms: ${(beside / alone).toFixed(2)} times`);
    if (LONG) expect(beside / alone).toBeLessThan(3);
    await cancelJob(voxseek.client, bulk);
    await until('the end of the archive', async () => (await readJob(voxseek.client, bulk)).state === 'CANCELLED', 10);
  });
});
