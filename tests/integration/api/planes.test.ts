import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createVolumeFiles } from '../../../src/adapters/nifti/volume-files.js';
import { createModelDirectory } from '../../../src/adapters/onnx/model-directory.js';
import { valueOfLabel } from '../../../src/domain/anatomy/labels.js';
import { asId } from '../../../src/domain/ids.js';
import { makeRecipe } from '../../../src/services/embedding/make-recipe.js';
import { encodeNpy } from '../../../src/services/embedding/npy.js';
import { objectKeys } from '../../../src/services/object-keys.js';
import type { RecipeRecord, SegmentationRecord, VectorIndexRecord, VolumeRecord } from '../../../src/services/ports/records.js';
import type { Answer, TestApi, TestTeam } from '../../testkit/api.js';
import { startTestApi } from '../../testkit/api.js';
import { record } from '../../testkit/seed.js';

const models = createModelDirectory({ bundled: fileURLToPath(new URL('../../../models', import.meta.url)), registered: '/nowhere' });
const SHAPE = [6, 5, 4] as const;
const [NX, NY, NZ] = SHAPE;

interface SliceAnswer {
  readonly plane: string;
  readonly index: number;
  readonly position: number;
  readonly isAir: boolean;
  readonly regions: readonly { readonly region: string; readonly pixels: number }[];
  readonly thumbnailUrl: string;
}
interface Found {
  readonly plane: string;
  readonly querySlices: readonly number[];
  readonly volumes: readonly {
    readonly volume: { readonly id: string };
    readonly supportingSlices: readonly SliceAnswer[];
    readonly matches: readonly { readonly querySlice: number; readonly slice: { readonly plane: string; readonly index: number } }[];
    readonly matchedRange: { readonly first: { readonly index: number }; readonly last: { readonly index: number }; readonly extentMm: number };
    readonly localization: { readonly ratio: number; readonly ceiling: number; readonly hit: boolean };
    readonly alignmentUrl: string;
  }[];
}

const SLICE = 'plane index position isAir regions { region pixels } thumbnailUrl(size: 32)';
const SEARCH = `query ($input: SearchVolumesInput!) { searchVolumes(input: $input) { plane querySlices volumes {
  volume { id } supportingSlices { ${SLICE} } matches { querySlice slice { plane index } } matchedRange { first { index } last { index } extentMm } localization { ratio ceiling hit } alignmentUrl } } }`;

describe('an index of coronal slices', () => {
  let api: TestApi;
  let team: TestTeam;
  let other: TestTeam;
  let secret: string;
  let foreign: string;
  let recipe: RecipeRecord;
  let index: VectorIndexRecord;
  let volumes: readonly VolumeRecord[];
  let segmentations: readonly SegmentationRecord[];

  beforeAll(async () => {
    api = await startTestApi(inject('stack').postgresAdminUrl);
    [team, other] = [await api.team(), await api.team()];
    [secret, foreign] = [await team.token('READ'), await other.token('READ')];
    const { entry } = await models.find(asId('Model', 'mod_pixels-32'));
    recipe = makeRecipe(entry, { plane: 'CORONAL' });
    await team.team.models.insert(record.model({ teamId: team.team.teamId, id: recipe.modelId }));
    await team.team.recipes.put(recipe);
    const files = createVolumeFiles(api.objects);
    const grid = { shape: SHAPE, spacing: [1, 2, 5], affine: [[1, 0, 0, -3], [0, 2, 0, 40], [0, 0, 5, 7], [0, 0, 0, 1]] } as const;
    const stored: VolumeRecord[] = [];
    const labelled: SegmentationRecord[] = [];
    for (const at of [0, 1, 2, 3]) {
      const volume = await team.volume({ ...grid, sliceFlags: [0, 0, 0, 0] });
      stored.push(volume);
      // Its first coronal slice is air, and so is none that is axial.
      const voxels = Int16Array.from({ length: NX * NY * NZ }, (_, voxel) => (Math.floor(voxel / NX) % NY === 0 ? -1000 : 40 + at));
      await files.writeVolume(objectKeys.voxels(team.team.teamId, volume.id), { ...grid, voxels });
      // The liver takes up the coronal slices 1 and 2 (of the others 2 and 3) on one axial slice.
      const from = at === 0 ? 1 : 2;
      const labels = Uint16Array.from({ length: NX * NY * NZ }, (_, voxel) => {
        const [j, k] = [Math.floor(voxel / NX) % NY, Math.floor(voxel / (NX * NY))];
        return k === 3 && j >= from && j < from + 2 ? (valueOfLabel('TOTALSEGMENTATOR_V2', 'liver') ?? 0) : 0;
      });
      const segmentation = await team.segmentation(volume.id, { taxonomy: 'TOTALSEGMENTATOR_V2', covers: ['liver'], regions: [{ region: 'liver', pixelCounts: [0, 0, 0, 2 * NX] }] });
      labelled.push(segmentation);
      await files.writeLabels(objectKeys.labels(team.team.teamId, volume.id, segmentation.id), { ...grid, labels });
      // Coronal slice j looks like slice j of the others, less so of the third.
      const data = Float32Array.from({ length: NY * 8 }, (_, cell) => (cell % 8 === Math.floor(cell / 8) ? 1 : 0) + 0.2 * at * Number(cell % 8 === 7));
      const objectKey = objectKeys.embedding(team.team.teamId, volume.id, recipe.id);
      await api.objects.put(objectKey, encodeNpy({ rows: NY, columns: 8, data }));
      await team.team.embeddings.put(record.embedding(volume.id, recipe.id, { objectKey, rows: NY }));
    }
    [volumes, segmentations] = [stored, labelled];
    // The last one is not in the index, so that nothing was asked about it before.
    const indexed = volumes.slice(0, 3);
    const dataset = await team.dataset(indexed);
    index = await team.index(recipe.id, { parameters: { kind: 'EXACT' }, collection: null, scope: { kind: 'FOLLOWING', datasetIds: [dataset.id] } });
    await team.team.indexes.addVolumes(index.id, indexed.map(({ id }) => id));
    await team.team.indexes.update(index.id, { state: 'READY' });
  });
  afterAll(() => api.close());

  const ask = (of: string, slices: object | null, query = SEARCH): Promise<Answer<unknown>> =>
    api.askText(query, { variables: { input: { indexId: index.id, query: { volumeId: volumes[0]!.id }, ...(slices === null ? {} : { slices }) } }, secret: of });

  it('is asked by region, range and box, with evidence that lies in its plane', async () => {
    expect(await team.team.segmentations.regionsIn('CORONAL', segmentations.map(({ id }) => id))).toEqual(new Map());
    const { data, errors } = await ask(secret, { region: { region: 'liver' } });
    expect(errors).toBeUndefined();
    const answer = (data as { searchVolumes: Found }).searchVolumes;
    expect([answer.plane, answer.querySlices]).toEqual(['CORONAL', [1, 2]]);
    const [first] = answer.volumes;
    expect(first!.volume.id).toBe(volumes[1]!.id);
    expect(first!.matches.map(({ querySlice, slice }) => [querySlice, slice.plane, slice.index])).toEqual([[1, 'CORONAL', 1], [2, 'CORONAL', 2]]);
    expect(first!.supportingSlices.map(({ index: at, position, isAir, regions }) => [at, position, isAir, regions]).sort()).toEqual([[1, 42, false, []], [2, 44, false, [{ region: 'liver', pixels: NX }]]]);
    // Two slices of 2 mm.
    expect(first!.matchedRange).toEqual({ first: { index: 1 }, last: { index: 2 }, extentMm: 4 });
    expect(first!.localization).toEqual({ ratio: 0.5, ceiling: 1, hit: true });
    expect(await (await fetch(first!.alignmentUrl)).text()).toContain('posterior to anterior');
    // What was missing is stored now.
    expect((await team.team.segmentations.regionsIn('CORONAL', [segmentations[0]!.id])).get(segmentations[0]!.id)).toEqual([{ region: 'liver', pixelCounts: [0, NX, NX, 0, 0] }]);

    const slicesOf = async (slices: object): Promise<readonly number[]> => ((await ask(secret, slices)).data as { searchVolumes: Found }).searchVolumes.querySlices;
    expect(await slicesOf({ range: { first: 3, last: 4 } })).toEqual([3, 4]);
    expect(await slicesOf({ box: { minimum: [-10, 43, -10], maximum: [10, 46, 100] } })).toEqual([2, 3]);
    expect(await slicesOf({ region: { region: 'liver', minPixels: NX } })).toEqual([1, 2]);
    expect((await ask(secret, { range: { first: 3, last: 5 } })).errors?.[0]?.extensions.code).toBe('INVALID_INPUT');
    expect((await ask(secret, { region: { region: 'liver', minPixels: NX + 1 } })).errors?.[0]?.extensions.code).toBe('REGION_NOT_SHOWN');
  });

  it('gives nearest slices of its plane', async () => {
    const query = 'query ($input: SearchSlicesInput!) { searchSlices(input: $input) { plane hits { querySlice nearest { slice { plane index volumeId } } } } }';
    const { data } = await ask(secret, { slice: 4 }, query);
    const { searchSlices } = data as { searchSlices: { plane: string; hits: { querySlice: number; nearest: { slice: { plane: string; index: number; volumeId: string } }[] }[] } };
    expect(searchSlices.plane).toBe('CORONAL');
    expect(searchSlices.hits[0]!.nearest[0]!.slice).toEqual({ plane: 'CORONAL', index: 4, volumeId: volumes[1]!.id });
  });

  it('shows slices of any plane, whose addresses hold for that plane alone', async () => {
    const query = `query ($id: ID!, $plane: Plane!) { volume(id: $id) { slices(first: 2, plane: $plane) { totalCount nodes { ${SLICE} } } slice(index: 4, plane: $plane) { index } } }`;
    const shown = async (plane: string, of = secret) =>
      ((await api.askText(query, { variables: { id: volumes[3]!.id, plane }, secret: of })).data as { volume: { slices: { totalCount: number; nodes: SliceAnswer[] }; slice: { index: number } | null } | null }).volume;
    expect((await team.team.volumes.get(volumes[3]!.id))!.planeFlags).toBeUndefined();
    const coronal = (await shown('CORONAL'))!;
    expect([coronal.slices.totalCount, coronal.slice?.index, coronal.slices.nodes.map(({ position, isAir }) => [position, isAir])]).toEqual([NY, 4, [[40, true], [42, false]]]);
    expect((await team.team.volumes.get(volumes[3]!.id))!.planeFlags!.CORONAL).toEqual([3, 2, 2, 2, 2]);
    const [sagittal, axial] = [(await shown('SAGITTAL'))!, (await shown('AXIAL'))!];
    expect([sagittal.slices.totalCount, sagittal.slices.nodes[1]!.position, axial.slices.totalCount, axial.slice]).toEqual([NX, -2, NZ, null]);
    expect(await shown('CORONAL', foreign)).toBeNull();

    const url = coronal.slices.nodes[0]!.thumbnailUrl;
    expect((await fetch(url)).headers.get('content-type')).toBe('image/png');
    for (const forged of [url.replace('plane=coronal', 'plane=sagittal'), url.replace('&plane=coronal', ''), url.replace('slices/0', 'slices/1')]) expect((await fetch(forged)).status).toBe(404);
    const [plain] = url.split('?');
    const asked = async (path: string, of: string): Promise<number> => (await fetch(`${plain}${path}`, { headers: { authorization: `Bearer ${of}` } })).status;
    expect([await asked('?plane=sagittal', secret), await asked('?plane=oblique', secret), await asked('?plane=sagittal', foreign)]).toEqual([200, 400, 404]);
  });

  it('is nothing to another team', async () => {
    const { errors } = await ask(foreign, { region: { region: 'liver' } });
    expect(errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    expect(await other.team.segmentations.regionsIn('CORONAL', segmentations.map(({ id }) => id))).toEqual(new Map());
  });
});
