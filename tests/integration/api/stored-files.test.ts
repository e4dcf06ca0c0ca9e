import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createVolumeFiles } from '../../../src/adapters/nifti/volume-files.js';
import type { CanonicalGrid } from '../../../src/domain/geometry/volume.js';
import { objectKeys } from '../../../src/services/object-keys.js';
import type { SegmentationRecord, VolumeRecord } from '../../../src/services/ports/records.js';
import type { TestApi, TestTeam } from '../../testkit/api.js';
import { startTestApi } from '../../testkit/api.js';
import { flippedBit } from '../../testkit/object-store-contract.js';

const QUERY = 'query ($id: ID!) { volume(id: $id) { voxelsUrl latestSegmentation { labelsUrl } } }';
const GRID: CanonicalGrid = { shape: [64, 64, 20], spacing: [1, 1, 1], affine: [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]] };
const noise = (length: number): Int16Array => Int16Array.from({ length }, (_, index) => (index * 7919) % 2048);

describe('stored files', () => {
  let api: TestApi;
  let team: TestTeam;
  let secret: string;
  let volume: VolumeRecord;
  let segmentation: SegmentationRecord;

  beforeAll(async () => {
    api = await startTestApi(inject('stack').postgresAdminUrl);
    team = await api.team();
    secret = await team.token('READ');
    volume = await team.volume();
    segmentation = await team.segmentation(volume.id);
    const files = createVolumeFiles(api.objects);
    await files.writeVolume(objectKeys.voxels(team.team.teamId, volume.id), { ...GRID, voxels: noise(64 * 64 * 20) });
    await files.writeLabels(objectKeys.labels(team.team.teamId, volume.id, segmentation.id), { ...GRID, labels: Uint16Array.from(noise(64 * 64 * 20)) });
  });
  afterAll(() => api.close());

  const addresses = async (): Promise<readonly [string, string]> => {
    const { data } = await api.askText(QUERY, { variables: { id: volume.id }, secret });
    const { voxelsUrl, latestSegmentation } = (data as { volume: { voxelsUrl: string; latestSegmentation: { labelsUrl: string } } }).volume;
    return [voxelsUrl, latestSegmentation.labelsUrl];
  };
  const bytesOf = async (answer: Response): Promise<Buffer> => Buffer.from(await answer.arrayBuffer());

  it('are given whole to who has their address, or a token of the team', async () => {
    const [voxelsUrl, labelsUrl] = await addresses();
    const [voxels, labels] = [await api.objects.get(objectKeys.voxels(team.team.teamId, volume.id)), await api.objects.get(objectKeys.labels(team.team.teamId, volume.id, segmentation.id))];
    const answer = await fetch(voxelsUrl);
    expect([answer.status, answer.headers.get('content-length'), answer.headers.get('content-disposition')]).toEqual([200, String(voxels.length), `attachment; filename="${volume.id}.nii.gz"`]);
    expect((await bytesOf(answer)).equals(voxels)).toBe(true);
    expect((await bytesOf(await fetch(labelsUrl))).equals(labels)).toBe(true);
    const unsigned = await fetch(voxelsUrl.split('?')[0] ?? '', { headers: { authorization: `Bearer ${secret}` } });
    expect((await bytesOf(unsigned)).equals(voxels)).toBe(true);
  });

  it('are given to nobody else', async () => {
    const other = await api.team();
    const stranger = await other.token('READ');
    for (const url of await addresses()) {
      const bare = url.split('?')[0] ?? '';
      const later = new URL(url);
      later.searchParams.set('expires', String(Number(later.searchParams.get('expires')) + 1));
      const elsewhere = new URL(url);
      elsewhere.searchParams.set('team', other.team.teamId);
      expect((await fetch(bare, { headers: { authorization: `Bearer ${stranger}` } })).status).toBe(404);
      expect((await fetch(bare)).status).toBe(401);
      expect((await fetch(later)).status).toBe(404);
      expect((await fetch(elsewhere)).status).toBe(404);
    }
    expect((await api.askText(QUERY, { variables: { id: volume.id }, secret: stranger })).data).toEqual({ volume: null });
  });

  it('never come to their end where a bit of them has changed', async () => {
    const [voxelsUrl] = await addresses();
    const path = join(api.directory, objectKeys.voxels(team.team.teamId, volume.id));
    const good = await readFile(path);
    await writeFile(path, flippedBit(good));
    const received = await fetch(voxelsUrl).then(bytesOf).then((bytes) => bytes.length, () => 'broken off');
    expect(received).toBe('broken off');
    await writeFile(path, good);
    expect((await fetch(voxelsUrl).then(bytesOf)).equals(good)).toBe(true);
  });
});
