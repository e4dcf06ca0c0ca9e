import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createModelDirectory } from '../../../src/adapters/onnx/model-directory.js';
import type { JobId, RecipeId, VolumeId } from '../../../src/domain/ids.js';
import { makeRecipe } from '../../../src/services/embedding/make-recipe.js';
import { toModelRecord } from '../../../src/services/models/model-service.js';
import { startTestApi } from '../../testkit/api.js';
import type { TestApi, TestTeam } from '../../testkit/api.js';
import { repository } from '../../testkit/running-voxseek.js';
import { record } from '../../testkit/seed.js';

let api: TestApi;
let team: TestTeam;
let secret: string;
let recipeId: RecipeId;
let pixelsId: RecipeId;

beforeAll(async () => {
  api = await startTestApi(inject('stack').postgresAdminUrl);
  team = await api.team();
  secret = await team.token('WRITE');
  const models = createModelDirectory({ bundled: join(repository, 'models'), registered: join(repository, 'models', 'registered') });
  const entry = (await models.bundled()).find(({ kind }) => kind === 'PIXELS')!;
  await api.database.catalogue.operator.putOperatorModel(toModelRecord(entry, null));
  pixelsId = makeRecipe(entry).id;
  await team.team.recipes.put(record.recipe(entry.id, { id: pixelsId }));
  recipeId = (await team.recipe()).id;
});
afterAll(() => api.close());

const find = async (input: object, by = secret) => {
  const { data, errors } = await api.askText('mutation ($input: FindDuplicatesInput!) { findDuplicates(input: $input) { job { id kind state attempt } userErrors { code path } } }', { variables: { input }, secret: by });
  expect(errors).toBeUndefined();
  return data!.findDuplicates as { readonly job: { readonly id: JobId; readonly attempt: number } | null; readonly userErrors: readonly { readonly code: string; readonly path: string }[] };
};

const review = async (input: object, by = secret) => {
  const { data, errors } = await api.askText('mutation ($input: ReviewDuplicatesInput!) { reviewDuplicates(input: $input) { review { verdict } userErrors { code path } } }', { variables: { input }, secret: by });
  expect(errors).toBeUndefined();
  return data!.reviewDuplicates as { readonly review: { readonly verdict: string } | null; readonly userErrors: readonly { readonly code: string; readonly path: string }[] };
};

const SHOWN = '{ job(id: $id) { duplicates { volumes pairs compared found threshold duplicates { similarity agreement first { id name patientId } second { id } firstSlice { index thumbnailUrl(size: 64) } secondSlice { index } } } } }';

describe('looking for duplicates', () => {
  it('wants embeddings, is one job for one state, and shows both volumes of a pair', async () => {
    const volumes = [await team.volume({ name: 'one' }), await team.volume({ name: 'two' }), await team.volume()];
    const dataset = await team.dataset(volumes);
    expect((await find({ datasetId: dataset.id, recipeId })).userErrors).toEqual([{ code: 'EMBEDDINGS_MISSING', path: 'input.recipeId' }]);
    const embed = async (at: number): Promise<void> => {
      for (const recipe of [recipeId, pixelsId]) await team.team.embeddings.put(record.embedding(volumes[at]!.id, recipe));
    };
    await embed(0);
    await embed(1);
    const { job } = await find({ datasetId: dataset.id, recipeId });
    expect((await find({ snapshotId: await team.snapshotOf(dataset.id), recipeId })).job).toEqual(job);
    const result = { volumes: 2, pairs: 1, compared: 1, found: 1, threshold: 0.94, duplicates: [{ first: volumes[0]!.id, second: volumes[1]!.id, similarity: 0.25, agreement: 0.96, firstSlice: 2, secondSlice: 3 }] };
    await team.team.jobs.finish(job!.id, 1, { state: 'SUCCEEDED', result, skipped: [] });
    const shown = async (by: string) => (await api.askText(`query ($id: ID!) ${SHOWN}`, { variables: { id: job!.id }, secret: by })).data;
    expect(await shown(secret)).toEqual({
      job: {
        duplicates: {
          ...{ volumes: 2, pairs: 1, compared: 1, found: 1, threshold: 0.94 },
          duplicates: [{ similarity: 0.25, agreement: 0.96, first: { id: volumes[0]!.id, name: 'one', patientId: volumes[0]!.patientId }, second: { id: volumes[1]!.id }, firstSlice: { index: 2, thumbnailUrl: expect.stringContaining(`/volumes/${volumes[0]!.id}/slices/2.png`) as unknown }, secondSlice: { index: 3 } }],
        },
      },
    });
    expect(await shown(await (await api.team()).token('ADMIN'))).toEqual({ job: null });
    // Nothing new: the same attempt. Another volume is embedded: another attempt.
    expect((await find({ datasetId: dataset.id, recipeId })).job?.attempt).toBe(1);
    await embed(2);
    expect((await find({ datasetId: dataset.id, recipeId })).job).toMatchObject({ id: job!.id, attempt: 2, state: 'QUEUED' });
    await team.team.jobs.finish(job!.id, 2, { state: 'SUCCEEDED', result, skipped: [] });
    await team.team.volumes.erase(volumes[1]!.id);
    expect(await shown(secret)).toMatchObject({ job: { duplicates: { duplicates: [{ first: { id: volumes[0]!.id }, second: null, secondSlice: null }] } } });
  });

  it('keeps what people say of a pair for every search, filters by it, and takes it back', async () => {
    const volumes = [await team.volume(), await team.volume(), await team.volume()];
    const [a, b, c] = volumes.map(({ id }) => id).sort() as [VolumeId, VolumeId, VolumeId];
    const dataset = await team.dataset(volumes);
    for (const id of [a, b, c]) for (const recipe of [recipeId, pixelsId]) await team.team.embeddings.put(record.embedding(id, recipe));
    const { job } = await find({ datasetId: dataset.id, recipeId });
    const pair = (first: VolumeId, second: VolumeId) => ({ first, second, similarity: 0.25, agreement: 0.96, firstSlice: 0, secondSlice: 0 });
    await team.team.jobs.finish(job!.id, 1, { state: 'SUCCEEDED', result: { volumes: 3, pairs: 3, compared: 3, found: 3, threshold: 0.94, duplicates: [pair(b, a), pair(b, c), pair(a, c)] }, skipped: [] });

    const listed = async (reviews?: readonly string[]) => {
      const { data, errors } = await api.askText(`query ($id: ID!, $reviews: [DuplicateReviewState!]) { job(id: $id) { duplicates { duplicates(reviews: $reviews) { first { id } second { id } review { verdict reviewedBy reviewedAt } } } } }`, { variables: { id: job!.id, reviews }, secret });
      expect(errors).toBeUndefined();
      const { duplicates } = (data as { job: { duplicates: { duplicates: { first: { id: string }; second: { id: string }; review: { verdict: string; reviewedBy: string; reviewedAt: string } | null }[] } } }).job;
      return duplicates.duplicates.map(({ first, second, review }) => [first.id, second.id, review?.verdict ?? null, review]);
    };
    const plain = async (reviews?: readonly string[]) => (await listed(reviews)).map((row) => row.slice(0, 3));
    const before = Date.now();
    expect(await plain()).toEqual([[b, a, null], [b, c, null], [a, c, null]]);
    expect(await review({ firstId: a, secondId: b, verdict: 'SAME' })).toMatchObject({ review: { verdict: 'SAME' }, userErrors: [] });
    expect(await review({ firstId: c, secondId: b, verdict: 'SAME' })).toMatchObject({ review: { verdict: 'SAME' } });
    expect(await review({ firstId: b, secondId: c, verdict: 'DIFFERENT' })).toMatchObject({ review: { verdict: 'DIFFERENT' } });
    expect(await plain()).toEqual([[b, a, 'SAME'], [b, c, 'DIFFERENT'], [a, c, null]]);
    expect(await plain(['UNREVIEWED'])).toEqual([[a, c, null]]);
    expect(await plain(['DIFFERENT', 'UNREVIEWED'])).toEqual([[b, c, 'DIFFERENT'], [a, c, null]]);
    expect(await plain([])).toEqual([]);
    const [[, , , said]] = (await listed(['SAME'])) as unknown as [[unknown, unknown, unknown, { readonly reviewedBy: string; readonly reviewedAt: string }]];
    const { data } = await api.askText('{ viewer { token { name } } }', { secret });
    expect(said.reviewedBy).toBe((data as { viewer: { token: { name: string } } }).viewer.token.name);
    expect(Date.parse(said.reviewedAt)).toBeGreaterThanOrEqual(before - 1_000);
    expect(Date.parse(said.reviewedAt)).toBeLessThanOrEqual(Date.now() + 1_000);

    expect(await review({ firstId: b, secondId: a, verdict: null })).toEqual({ review: null, userErrors: [] });
    expect(await plain(['SAME'])).toEqual([]);
    expect((await review({ firstId: a, secondId: a, verdict: 'SAME' })).userErrors).toEqual([{ code: 'INVALID_INPUT', path: 'input.secondId' }]);
    await team.team.volumes.erase(c);
    expect(await team.team.duplicateReviews.ofPairs([{ first: b, second: c }])).toEqual([]);
    expect((await review({ firstId: b, secondId: c, verdict: 'SAME' })).userErrors).toEqual([{ code: 'NOT_FOUND', path: 'input.secondId' }]);
  });

  it('keeps what people say from another team, and another team from saying it', async () => {
    const other = await api.team();
    const stranger = await other.token('ADMIN');
    const [a, b] = [(await team.volume()).id, (await team.volume()).id].sort() as [VolumeId, VolumeId];
    await review({ firstId: a, secondId: b, verdict: 'SAME' });
    expect((await review({ firstId: a, secondId: b, verdict: 'DIFFERENT' }, stranger)).userErrors).toEqual([{ code: 'NOT_FOUND', path: 'input.firstId' }]);
    expect((await review({ firstId: (await other.volume()).id, secondId: b, verdict: null }, stranger)).userErrors).toEqual([{ code: 'NOT_FOUND', path: 'input.secondId' }]);
    // Past the API: row security shows no row, takes none, and deletes none.
    const said = { first: a, second: b, verdict: 'DIFFERENT', reviewedBy: 'stranger', reviewedAt: new Date() } as const;
    expect(await other.team.duplicateReviews.ofPairs([{ first: a, second: b }])).toEqual([]);
    await expect(other.team.duplicateReviews.put(said)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await other.team.duplicateReviews.remove({ first: a, second: b });
    expect(await team.team.duplicateReviews.ofPairs([{ first: a, second: b }])).toMatchObject([{ verdict: 'SAME' }]);
    const reader = await team.token('READ');
    const { errors } = await api.askText('mutation ($input: ReviewDuplicatesInput!) { reviewDuplicates(input: $input) { userErrors { code } } }', { variables: { input: { firstId: a, secondId: b } }, secret: reader });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('sees nothing of another team', async () => {
    const other = await api.team();
    const [theirs, theirRecipe] = [await other.dataset([await other.volume()]), await other.recipe()];
    const mine = await team.dataset([await team.volume()]);
    expect((await find({ datasetId: theirs.id, recipeId })).userErrors).toEqual([{ code: 'NOT_FOUND', path: 'input.datasetId' }]);
    expect((await find({ snapshotId: await other.snapshotOf(theirs.id), recipeId })).userErrors).toEqual([{ code: 'NOT_FOUND', path: 'input.snapshotId' }]);
    expect((await find({ datasetId: mine.id, recipeId: theirRecipe.id })).userErrors).toEqual([{ code: 'NOT_FOUND', path: 'input.recipeId' }]);
  });
});

describe('the card of a data set', () => {
  it('is read with the data set or its snapshot, warns of leaks, and is nobody else’s', async () => {
    const patientId = (await team.volume()).patientId;
    const volumes = [await team.volume({ patientId }), await team.volume({ patientId, importNotes: [{ kind: 'PATIENT_ASSUMED', message: 'a' }] })];
    const dataset = await team.dataset();
    await team.team.datasets.putMember(dataset.id, record.member(volumes[0]!.id, { split: 'TRAIN', labels: { tumour: 'yes' } }));
    await team.team.datasets.putMember(dataset.id, record.member(volumes[1]!.id, { split: 'TEST' }));
    await team.segmentation(volumes[0]!.id);
    const snapshotId = await team.snapshotOf(dataset.id);
    const card = 'card { volumes patients sharedPatients { splits count patients } labels { name values { value volumes } } spacing { median } regions { region shown judged } warnings { kind message } }';
    const { data, errors } = await api.askText(`{ dataset(id: "${dataset.id}") { ${card} } snapshot(id: "${snapshotId}") { ${card} } }`, { secret });
    expect(errors).toBeUndefined();
    const read = data as unknown as Readonly<Record<'dataset' | 'snapshot', { readonly card: { readonly regions: readonly object[] } }>>;
    expect(read.dataset).toEqual(read.snapshot);
    expect(read.dataset.card).toMatchObject({ volumes: 2, patients: 1, sharedPatients: [{ splits: ['TEST', 'TRAIN'], count: 1, patients: [patientId] }], labels: [{ name: 'tumour', values: [{ value: 'yes', volumes: 1 }] }], spacing: [{ median: 1 }, { median: 1 }, { median: 5 }] });
    expect(read.dataset.card).toMatchObject({ warnings: [{ kind: 'SHARED_PATIENTS', message: '1 patient has volumes in TEST and in TRAIN: what is learned from one is tested on the other.' }, { kind: 'PATIENTS_ASSUMED', message: 'Of 1 of 2 volumes the patient is assumed: scans of one patient may count as scans of several.' }] });
    expect(read.dataset.card.regions).toEqual(expect.arrayContaining([{ region: 'liver', shown: 1, judged: 1 }, { region: 'brain', shown: 0, judged: 0 }]));
    const stranger = await api.askText(`{ dataset(id: "${dataset.id}") { ${card} } snapshot(id: "${snapshotId}") { ${card} } }`, { secret: await (await api.team()).token('ADMIN') });
    expect(stranger.data).toEqual({ dataset: null, snapshot: null });
  });
});
