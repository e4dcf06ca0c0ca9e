import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3ObjectStore } from '../../../src/adapters/objects/s3.js';
import { ensureDataset, takeSnapshot } from '../../../src/cli/client/operations.js';
import type { ObjectStore } from '../../../src/services/ports/object-store.js';
import { embedAndIndex, follow } from '../../testkit/demo-archive.js';
import { listed } from '../../testkit/object-store-contract.js';
import { spawnVoxseek, startVoxseek } from '../../testkit/running-voxseek.js';
import type { RunningVoxseek } from '../../testkit/running-voxseek.js';
import { credentials, newBucket, s3Options, startS3Server } from '../../testkit/s3-server.js';
import { cropOf, sampleFile, searchBy, timeToAnswer, upload } from '../query-volume/upload.js';

const server = await startS3Server();
afterAll(() => server?.stop());

/** Of the samples, small ones; the first is asked for. */
const NAMES = ['ts-thorax', 'ts-abdomen'] as const;
const SLICES = 20;

describe.runIf(server !== null)('with its objects in a bucket that clients reach', () => {
  const address = server?.address ?? '';
  let voxseek: RunningVoxseek;
  let objects: ObjectStore;
  const volumes = new Map<string, string>();
  let indexId: string;
  let recipeId: string;

  beforeAll(async () => {
    const bucket = await newBucket(address);
    objects = createS3ObjectStore(s3Options(address, bucket));
    voxseek = await startVoxseek({
      variables: {
        VOXSEEK_OBJECTS_URL: `s3://${bucket}?endpoint=http://${address}&pathStyle=true&publicEndpoint=http://${address}`,
        VOXSEEK_OBJECTS_ACCESS_KEY: credentials.accessKeyId,
        VOXSEEK_OBJECTS_SECRET_KEY: credentials.secretAccessKey,
      },
    });
  });
  afterAll(() => voxseek?.stop());

  it('scans go into it, and are embedded, indexed and found', async () => {
    const { client } = voxseek;
    const datasetId = await ensureDataset(client, 'bucket', null);
    for (const name of NAMES) {
      const uploadId = await upload(client, 'NIFTI_GZIP', sampleFile(name));
      const { job } = await client.mutate<{ job: { id: string } }>('mutation Import($input: ImportVolumeInput!) { importVolume(input: $input) { job { id } userErrors { code message path } } }', {
        input: { uploadId, datasetId, name },
      });
      const [id] = (await follow(client, job.id)).resultIds.filter((result) => result.startsWith('vol_'));
      volumes.set(name, id!);
    }
    const snapshotId = await takeSnapshot(client, datasetId);
    ({ recipeId, indexId } = await embedAndIndex(client, { modelId: 'mod_efficientnet-lite0', snapshotId, parameters: { kind: 'EXACT' } }));
    const { found } = await timeToAnswer(client, { recipeId, indexId, content: cropOf(NAMES[0], 10, SLICES) });
    expect(found.volumes[0]?.volume.name).toBe(NAMES[0]);
    expect(found.volumes[0]?.matches.map(({ querySlice, slice }) => slice.index - querySlice)).toEqual(Array.from({ length: SLICES }, () => 10));
  });

  it('canonical voxels are fetched from it', async () => {
    const id = volumes.get(NAMES[0])!;
    const { volume } = await voxseek.client.query<{ volume: { voxelsUrl: string; sliceCount: number } }>('query Volume($id: ID!) { volume(id: $id) { voxelsUrl sliceCount } }', { id });
    expect(new URL(volume.voxelsUrl).host).toBe(address);
    const file = gunzipSync(Buffer.from(await (await fetch(volume.voxelsUrl)).arrayBuffer()));
    expect(file.readInt16LE(46)).toBe(volume.sliceCount);
  });

  it('nothing is left over, as the command says that looks for it', async () => {
    const collecting = spawnVoxseek(voxseek.home, ['collect', '--older-than', '1']);
    expect(await collecting.ended).toBe(0);
    expect(collecting.output()).toMatch(/\d+ objects, \d+\.\d MB\.\nThe catalogue keeps all of them that are old enough\./u);
    expect((await listed(objects, 'teams/')).filter((key) => key.includes('/uploads/') || key.includes('/incoming/'))).toEqual([]);
  });

  it('a deleted volume leaves it', async () => {
    const id = volumes.get(NAMES[1])!;
    expect((await listed(objects, 'teams/')).some((key) => key.includes(id))).toBe(true);
    await voxseek.client.mutate('mutation Delete($id: ID!) { deleteVolume(id: $id) { deletedId userErrors { code message path } } }', { id });
    expect((await listed(objects, 'teams/')).some((key) => key.includes(id))).toBe(false);
    expect((await searchBy(voxseek.client, indexId, { volumeId: volumes.get(NAMES[0])! })).volumes.map(({ volume }) => volume.id)).not.toContain(id);
  });
});
