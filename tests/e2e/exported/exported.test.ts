import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureDataset, importDirectory, takeSnapshot } from '../../../src/cli/client/operations.js';
import { asId } from '../../../src/domain/ids.js';
import { homeLayout } from '../../../src/local/home.js';
import { objectKeys } from '../../../src/services/object-keys.js';
import { embedAndIndex, follow } from '../../testkit/demo-archive.js';
import { exportEncoder } from '../../testkit/exported-encoder.js';
import type { ExportedEncoder } from '../../testkit/exported-encoder.js';
import { repository, startVoxseek } from '../../testkit/running-voxseek.js';
import type { RunningVoxseek } from '../../testkit/running-voxseek.js';
import { runReference } from '../../testkit/run-python.js';
import { upload } from '../query-volume/upload.js';

const LONG = process.env.VOXSEEK_TEST_LONG !== undefined;
if (!LONG) console.info('skipped: an exported encoder goes through the whole product in npm run test:long alone, since its export installs PyTorch, some gigabytes.');

const samples = join(repository, 'samples');
/** Its slices are those of another sample again: which of two equal ones is among the first k is no question of the ranking. */
const TWICE = 'ts-slab';
const ENCODER = 'dinov2-vits14';
const K = 5;

interface Member {
  readonly id: string;
  readonly name: string;
  readonly voxelHash: string;
  readonly sliceCount: number;
}
interface Ranked {
  readonly rank: number;
  readonly volume: { readonly id: string };
  readonly stage1: { readonly score: number } | null;
  readonly stage2: { readonly score: number } | null;
  readonly matches: readonly { readonly querySlice: number; readonly slice: { readonly index: number } }[];
}
interface Reference {
  readonly count: readonly number[];
  readonly max: readonly (number | null)[];
  readonly sum: readonly number[];
  readonly maxsim: readonly number[];
  readonly argmax: readonly (readonly number[])[];
}

const REGISTER = 'mutation Register($input: RegisterModelInput!) { registerModel(input: $input) { model { id dimension entry } userErrors { code message path } } }';
const MEMBERS = 'query Members($id: ID!) { dataset(id: $id) { volumes(first: 100) { nodes { id name voxelHash sliceCount } } } }';
const SEARCH = `query Search($input: SearchVolumesInput!) {
  searchVolumes(input: $input) { volumes { rank volume { id } stage1 { score } stage2 { score } matches(first: 200) { querySlice slice { index } } } }
}`;

describe.skipIf(!LONG)('an exported encoder, registered with a running Voxseek', () => {
  let voxseek: RunningVoxseek;
  let out: string;
  let made: ExportedEncoder;
  let members: readonly Member[];
  let fileOf: (member: Member) => string;
  let indexId: string;

  beforeAll(async () => {
    out = await mkdtemp(join(tmpdir(), 'voxseek-exported-'));
    made = await exportEncoder(ENCODER, out);
    voxseek = await startVoxseek();
    const { client } = voxseek;
    const { id: _id, file: _file, bundled: _bundled, ...entry } = JSON.parse(await readFile(made.entry, 'utf8')) as Record<string, unknown>;
    const uploadId = await upload(client, 'ONNX', await readFile(made.model));
    const { model } = await client.mutate<{ model: { id: string; dimension: number; entry: object } }>(REGISTER, { input: { uploadId, entry } });
    expect(model).toMatchObject({ dimension: made.dimension, entry: { batchInvariant: true, bundled: false } });

    const datasetId = await ensureDataset(client, 'samples', null);
    const directory = join(out, 'scans');
    await cp(samples, directory, { recursive: true });
    const manifest = join(directory, 'manifest.csv');
    const lines = (await readFile(manifest, 'utf8')).split('\n');
    await writeFile(manifest, lines.filter((line) => !line.startsWith(TWICE)).join('\n'));
    await follow(client, await importDirectory(client, { datasetId, directory, layout: 'NIFTI', manifest }));
    members = (await client.query<{ dataset: { volumes: { nodes: readonly Member[] } } }>(MEMBERS, { id: datasetId })).dataset.volumes.nodes;
    const snapshotId = await takeSnapshot(client, datasetId);
    const embedded = await embedAndIndex(client, { modelId: model.id, snapshotId, parameters: { kind: 'EXACT' } });
    ({ indexId } = embedded);
    const { viewer } = await client.query<{ viewer: { team: { id: string } } }>('{ viewer { team { id } } }');
    fileOf = ({ id }) => join(homeLayout(voxseek.home).objects, objectKeys.embedding(asId('Team', viewer.team.id), asId('Volume', id), asId('Recipe', embedded.recipeId)));
  }, 1_800_000);
  afterAll(async () => {
    await voxseek?.stop();
    await rm(out, { recursive: true, force: true });
  });

  it('embeds every slice as the reference does from the file of the scan', { timeout: 600_000 }, async () => {
    const STEP = 7;
    expect(members.map(({ name }) => name).sort()).toEqual(['lung1', 'slicer-chest', 'ts-abdomen', 'ts-thorax']);
    for (const member of members) {
      const target = join(out, `${member.name}.npy`);
      await runReference('embed.py', [made.entry, out, join(samples, member.name, 'ct.nii.gz'), target, String(STEP)]);
      const compared = JSON.parse(await runReference('compare_rows.py', [fileOf(member), target, String(STEP)])) as { readonly shape: readonly number[]; readonly cosine: number };
      expect(compared.shape).toEqual([member.sliceCount, made.dimension]);
      expect(compared.cosine).toBeGreaterThanOrEqual(0.9999);
    }
  });

  /** Falling scores; of equal ones the larger sum is first, then the smaller voxel hash. */
  function order(eligible: readonly Member[], scores: readonly (number | null)[], sums: readonly number[]): readonly string[] {
    const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-6;
    return eligible
      .flatMap((member, index) => (scores[index] === null ? [] : [{ member, score: scores[index] ?? NaN, sum: sums[index] ?? NaN }]))
      .sort((a, b) => (near(a.score, b.score) ? (near(a.sum, b.sum) ? (a.member.voxelHash < b.member.voxelHash ? -1 : 1) : b.sum - a.sum) : b.score - a.score))
      .map(({ member }) => member.id);
  }

  it.each([
    ['COUNT', 'NONE', 'HIT'],
    ['MAX', 'NONE', 'HIT'],
    ['SUM', 'NONE', 'HIT'],
    ['COUNT', 'LATE_INTERACTION', 'HIT'],
    ['COUNT', 'LATE_INTERACTION', 'GALLERY'],
  ] as const)('ranks by %s, re-ranked by %s among %s, as numpy does from the same vectors', { timeout: 300_000 }, async (aggregation, reRanking, candidates) => {
    let [agreeing, compared] = [0, 0];
    for (const query of members) {
      const eligible = members.filter(({ id }) => id !== query.id);
      const request = join(out, 'request.json');
      await writeFile(request, JSON.stringify({ query: fileOf(query), rows: null, gallery: eligible.map(fileOf), k: K }));
      const truth = JSON.parse(await runReference('maxsim.py', [request])) as Reference;
      const input = { indexId, query: { volumeId: query.id }, k: K, aggregation, reRanking, candidates, excludeSamePatient: false, first: 10 };
      const { volumes } = (await voxseek.client.query<{ searchVolumes: { volumes: readonly Ranked[] } }>(SEARCH, { input })).searchVolumes;

      const hit = truth.count.map((count) => count > 0);
      const first = { COUNT: truth.count, MAX: truth.max, SUM: truth.sum }[aggregation];
      const among = (scores: readonly (number | null)[]): readonly (number | null)[] => scores.map((score, index) => (candidates === 'GALLERY' || hit[index] === true ? score : null));
      const again = reRanking === 'LATE_INTERACTION';
      expect(volumes.map(({ volume }) => volume.id)).toEqual(order(eligible, among(again ? truth.maxsim : first), again ? truth.maxsim : truth.sum));
      expect(volumes.map(({ rank }) => rank)).toEqual(volumes.map((_, index) => index + 1));
      for (const { volume, stage1, stage2, matches } of volumes) {
        const position = eligible.findIndex(({ id }) => id === volume.id);
        if (candidates === 'GALLERY') expect(stage1).toBeNull();
        else expect(stage1!.score).toBeCloseTo(first[position]!, 3);
        if (!again) expect(stage2).toBeNull();
        else {
          expect(stage2!.score).toBeCloseTo(truth.maxsim[position]!, 3);
          expect(matches).toHaveLength(query.sliceCount);
          agreeing += matches.filter(({ slice }, row) => slice.index === truth.argmax[position]![row]).length;
          compared += matches.length;
        }
      }
    }
    // Some slices of air are alike to the last bit but one: either may answer.
    if (reRanking === 'LATE_INTERACTION') expect(agreeing / compared).toBeGreaterThanOrEqual(0.99);
  });
});
