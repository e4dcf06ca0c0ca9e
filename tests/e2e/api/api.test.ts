import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { fetchBenchmarkTable } from '../../../src/cli/client/benchmark-table.js';
import { createIndex, createRecipe, embedSnapshot, ensureDataset, runBenchmark, takeSnapshot } from '../../../src/cli/client/operations.js';
import { benchmarkTableText } from '../../../src/services/evaluation/table-text.js';
import { embedAndIndex, follow } from '../../testkit/demo-archive.js';
import {
  BenchmarkTableDocument,
  CreateQueryVolumeDocument,
  CreateUploadDocument,
  ImportVolumeDocument,
  ListVolumesDocument,
  ReadLabelFiguresDocument,
  ReadQueryVolumeDocument,
  ReadRetrievalRunDocument,
  RegisterModelDocument,
  SearchEvidenceDocument,
  SearchVolumesDocument,
  StartBenchmarkDocument,
  StartRetrievalRunDocument,
  ViewerDocument,
} from '../../testkit/generated/operations.js';
import { int16Bytes, niftiBytes } from '../../testkit/nifti-bytes.js';
import { runReference } from '../../testkit/run-python.js';
import { startVoxseek } from '../../testkit/running-voxseek.js';
import type { RunningVoxseek } from '../../testkit/running-voxseek.js';

const SIDE = 32;
const SLICES = 6;
const PATIENTS = 4;
const PIXELS = 'mod_pixels-32';
/** Of TotalSegmentator v1. */
const [SPLEEN, LIVER] = [1, 5];

let product: RunningVoxseek;
let scratch: string;
let dataset: string;
let snapshotId: string;
let indexId: string;
let recipeId: string;

async function ask<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data> {
  return product.client.query<Data>(print(document), variables as object);
}

const nifti = (values: readonly number[]): Buffer => niftiBytes({ dim: [3, SIDE, SIDE, SLICES, 1, 1, 1, 1], data: int16Bytes(values) });
const voxels = (value: (x: number, y: number, z: number) => number): readonly number[] =>
  Array.from({ length: SIDE * SIDE * SLICES }, (_, index) => value(index % SIDE, Math.floor(index / SIDE) % SIDE, Math.floor(index / SIDE ** 2)));
/** A bright disc that grows from slice to slice, elsewhere in each patient. */
const scanOf = (patient: number): Buffer => nifti(voxels((x, y, z) => (Math.hypot(x - 12 - patient, y - 16) < 4 + z ? 150 - 10 * patient : -100 + ((x * y) % 7))));
/** The liver in the upper slices of all, the spleen in the lower slices of every other patient. */
const labelsOf = (patient: number): Buffer => nifti(voxels((x, y, z) => (Math.hypot(x - 16, y - 16) >= 4 ? 0 : z >= 3 ? LIVER : patient % 2 === 0 ? SPLEEN : 0)));

async function upload(content: Buffer, format: 'NIFTI' | 'ONNX' = 'NIFTI'): Promise<string> {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const { createUpload } = await ask(CreateUploadDocument, { input: { format, bytes: content.length, sha256 } });
  expect(createUpload.userErrors).toEqual([]);
  const answer = await fetch(createUpload.url!, { method: 'PUT', body: new Uint8Array(content) });
  expect(answer.status).toBe(201);
  return createUpload.upload!.id;
}

/** The status that a program other than ours is answered with. */
async function putFile(file: string, url: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('curl', ['-sS', '-T', file, '-o', join(scratch, 'answer.json'), '-w', '%{http_code}', url]);
    return stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    console.info('curl is not installed: the file is sent by fetch instead');
    return String((await fetch(url, { method: 'PUT', body: new Uint8Array(await readFile(file)) })).status);
  }
}

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'voxseek-api-'));
  product = await startVoxseek();
  dataset = await ensureDataset(product.client, 'uploads', null);
});
afterAll(async () => {
  await product.stop();
  await rm(scratch, { recursive: true, force: true });
});

describe('a client of the API', () => {
  it('is told who it is', async () => {
    const { viewer } = await ask(ViewerDocument, {});
    expect(viewer).toMatchObject({ team: { name: 'local' }, token: { scopes: expect.arrayContaining(['READ']) as unknown } });
  });

  it('stores scans with labels, one of them sent by a plain HTTP client', async () => {
    for (let patient = 0; patient < PATIENTS; patient += 1) {
      let uploadId: string;
      if (patient === 0) {
        const file = join(scratch, 'scan.nii');
        await writeFile(file, scanOf(patient));
        const { createUpload } = await ask(CreateUploadDocument, { input: { format: 'NIFTI' } });
        expect(await putFile(file, createUpload.url!)).toBe('201');
        uploadId = createUpload.upload!.id;
      } else uploadId = await upload(scanOf(patient));
      const segmentation = { uploadId: await upload(labelsOf(patient)), taxonomy: 'TOTALSEGMENTATOR_V1' as const, covers: ['spleen', 'liver'] };
      const labels = [{ name: 'tumour', value: patient < 2 ? 'yes' : 'no' }, ...(patient === 3 ? [] : [{ name: 'stage', value: String(1 + patient) }])];
      const { importVolume } = await ask(ImportVolumeDocument, { input: { uploadId, datasetId: dataset, patientKey: `patient ${patient}`, segmentation, labels } });
      expect(importVolume.userErrors).toEqual([]);
      expect(await follow(product.client, importVolume.job!.id)).toMatchObject({ state: 'SUCCEEDED' });
    }
    const { volumes } = await ask(ListVolumesDocument, { first: 10 });
    expect(volumes.totalCount).toBe(PATIENTS);
    expect(volumes.nodes.every(({ sliceCount, latestSegmentation }) => sliceCount === SLICES && latestSegmentation?.taxonomy === 'TOTALSEGMENTATOR_V1')).toBe(true);
    snapshotId = await takeSnapshot(product.client, dataset);
    ({ indexId, recipeId } = await embedAndIndex(product.client, { modelId: PIXELS, snapshotId, parameters: { kind: 'EXACT' } }));
  });

  it('runs a retrieval and pages through what it found', async () => {
    const config = { mode: 'VOLUME', k: 1, aggregation: 'COUNT', candidates: 'HIT', reRanking: 'NONE', minPixels: 1 } as const;
    const { startRetrievalRun: begun } = await ask(StartRetrievalRunDocument, { input: { name: 'whole volumes', snapshotId, indexId, config } });
    expect(begun.userErrors).toEqual([]);
    await follow(product.client, begun.job!.id);
    const id = begun.retrievalRun!.id;
    const first = (await ask(ReadRetrievalRunDocument, { id, first: 3 })).retrievalRun!;
    expect(first).toMatchObject({ state: 'SUCCEEDED', reproducible: true, metrics: { queries: PATIENTS, patients: PATIENTS } });
    const fine = first.metrics!.taxonomies.find(({ taxonomy }) => taxonomy === 'FINE_104')!;
    // Every patient shows the liver: it is found by chance alone. One of three others shows the spleen.
    expect(fine.classes.find(({ region }) => region === 'liver')).toMatchObject({ queries: PATIENTS, recall: 1, chance: 1 });
    expect(fine.classes.find(({ region }) => region === 'spleen')!.chance).toBeCloseTo(1 / 3, 6);
    const rest = (await ask(ReadRetrievalRunDocument, { id, first: 3, after: first.results.pageInfo.endCursor })).retrievalRun!.results;
    expect([first.results.totalCount, first.results.pageInfo.hasNextPage, rest.pageInfo.hasNextPage]).toEqual([PATIENTS, true, false]);
    const lists = [...first.results.nodes, ...rest.nodes];
    expect(new Set(lists.map(({ queryVolumeId }) => queryVolumeId)).size).toBe(PATIENTS);
    for (const { queryVolumeId, querySlices, ranked } of lists) {
      expect(querySlices).toBe(SLICES);
      expect(ranked!.map(({ volumeId }) => volumeId)).not.toContain(queryVolumeId);
      expect(ranked!.length).toBeGreaterThan(0);
    }
  });

  it('judges a run by a label of volumes, and refuses one that no query has', async () => {
    const config = { mode: 'VOLUME', label: { name: 'stage' } } as const;
    const { startRetrievalRun: begun } = await ask(StartRetrievalRunDocument, { input: { name: 'by stage', snapshotId, indexId, config } });
    expect(begun.userErrors).toEqual([]);
    await follow(product.client, begun.job!.id);
    const { metrics } = (await ask(ReadLabelFiguresDocument, { id: begun.retrievalRun!.id })).retrievalRun!;
    // Each of three has a stage of its own: nothing can be told, and two of two others are wrong by a stage or two.
    expect(metrics).toMatchObject({ taxonomies: [], label: { label: 'stage', kind: 'ORDINAL', queries: 3, patients: 3, queriesLeftOut: 1, galleryLeftOut: 1, unattainable: 3, values: [{ value: '1', queries: 1, gallery: 1 }, { value: '2' }, { value: '3' }] } });
    expect(metrics!.label!.measures.map(({ measure, queries, mean }) => [measure, queries, mean])).toEqual(['precisionAt(3)', 'precisionAt(5)', 'precisionAt(10)', 'averagePrecisionOfReturned(10)'].map((measure) => [measure, 0, null]));
    for (const { accuracy, chance, meanAbsoluteError } of metrics!.label!.predictions) {
      expect([accuracy, chance]).toEqual([0, 0]);
      expect(meanAbsoluteError! >= 1 && meanAbsoluteError! <= 2).toBe(true);
    }
    const { startRetrievalRun: second } = await ask(StartRetrievalRunDocument, { input: { name: 'by stage, re-ranked', snapshotId, indexId, config: { ...config, reRanking: 'LATE_INTERACTION' } } });
    await follow(product.client, second.job!.id);
    const compare = (variables: object) => product.client.query<{ compareRuns: object }>('query ($runIds: [ID!]!, $taxonomy: EvaluationTaxonomy) { compareRuns(runIds: $runIds, taxonomy: $taxonomy) { label taxonomy runs { name } pairs { a difference exact patients classes { region } measures { measure queries difference interval { low high } p pHolm } } } }', variables);
    const runIds = [begun.retrievalRun!.id, second.retrievalRun!.id];
    const { compareRuns: compared } = await compare({ runIds });
    expect(compared).toMatchObject({ label: 'stage', taxonomy: null, runs: [{ name: 'by stage' }, { name: 'by stage, re-ranked' }], pairs: [{ a: runIds[0], difference: null, exact: true, patients: 3, classes: [] }] });
    expect(compared).toMatchObject({ pairs: [{ measures: [{ measure: 'voteAccuracy(5)', queries: 3, difference: 0, p: 1, pHolm: 1 }, { measure: 'medianError(5)', queries: 3 }] }] });
    await expect(compare({ runIds, taxonomy: 'FINE_104' })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'taxonomy' });

    const wrong = async (change: object) => (await ask(StartRetrievalRunDocument, { input: { name: 'by colour', snapshotId, indexId, config: { ...config, ...change } } })).startRetrievalRun;
    for (const [change, path] of [
      [{ mode: 'REGION' }, 'input.config.label'],
      [{ label: { name: 'colour' } }, 'input.config.label'],
      [{ label: { name: 'stage', order: ['1', '2'] } }, 'input.config.label.order'],
    ] as const) {
      expect(await wrong(change)).toMatchObject({ retrievalRun: null, job: null, userErrors: [{ code: 'INVALID_INPUT', path }] });
    }
    const grid = await ask(StartBenchmarkDocument, { input: { name: 'by colour', snapshotId, indexIds: [indexId], modes: ['VOLUME'], labels: [{ name: 'stage' }, { name: 'colour' }] } });
    expect(grid.startBenchmark.userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: 'input.labels.1' }]);
  });

  it('runs a document with regions whole and cropped, and with labels of volumes', async () => {
    const document = JSON.stringify({ version: 1, name: 'crops and labels', gallery: { dataset: 'uploads' }, encoders: [{ model: 'pixels-32' }], modes: ['VOLUME', 'REGION'], reRankings: ['NONE'], crops: ['NONE', 'BOUNDING_BOX'], labels: ['tumour'], controls: ['RANDOM'] });
    const { benchmarkRunId, jobId } = await runBenchmark(product.client, { document });
    expect(await follow(product.client, jobId)).toMatchObject({ state: 'SUCCEEDED' });
    const table = await fetchBenchmarkTable(product.client, benchmarkRunId);
    expect(table.rows.map(({ name, config }) => [name, config.crop, config.label?.name ?? null])).toEqual([
      ['PIXELS 32×32 EXACT VOLUME COUNT, told by tumour', 'NONE', 'tumour'],
      ['PIXELS 32×32 EXACT REGION COUNT', 'NONE', null],
      ['PIXELS 32×32 EXACT REGION COUNT, cropped', 'BOUNDING_BOX', null],
      ['RANDOM REGION', 'NONE', null],
    ]);
    const [told, whole, cropped] = table.rows;
    expect(told).toMatchObject({ figures: null, label: { label: 'tumour', queries: PATIENTS, patients: PATIENTS } });
    expect(cropped!.figures!.FINE_104.classesWithQueries).toBe(whole!.figures!.FINE_104.classesWithQueries);
    expect(cropped!.figures!.FINE_104.recallMean).toBeLessThanOrEqual(1);
    const text = benchmarkTableText(table);
    for (const part of ['COUNT, cropped', 'tumour', 'precisionAt(3)', 'accuracy of 5']) expect(text).toContain(part);

    // The crops that the benchmark made serve a search as well.
    const stored = (await ask(ListVolumesDocument, { first: 1 })).volumes.nodes[0]!.id;
    const search = (change: object) => ask(SearchVolumesDocument, { input: { indexId, query: { volumeId: stored }, k: 1, first: 3, crop: 'BOUNDING_BOX', slices: { region: { region: 'liver' } }, ...change } });
    const pictures = [(await search({})).searchVolumes.volumes[0]!.alignmentUrl, (await search({ crop: 'NONE' })).searchVolumes.volumes[0]!.alignmentUrl];
    const [ofCrops, ofWhole] = await Promise.all(pictures.map(async (url) => (await fetch(url)).text()));
    expect(ofCrops).toContain('query, cropped to liver');
    expect(ofWhole).toContain('slices of query and');
    const forged = new URL(pictures[0]!);
    forged.searchParams.set('region', 'spleen');
    expect((await fetch(forged)).status).toBe(404);
    await expect(search({ slices: { slice: 1 } })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'input.crop' });

    const wrong = (change: object) => runBenchmark(product.client, { document: JSON.stringify({ ...(JSON.parse(document) as object), ...change }) });
    await expect(wrong({ labels: ['tumour', 'colour'] })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'labels.1' });
    await expect(wrong({ labels: [{ name: 'stage', order: ['1', '2'] }] })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'labels.0.order' });
    await expect(wrong({ modes: ['REGION'] })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'labels' });
    const { createRecipe: made } = await product.client.query<{ createRecipe: { recipe: { id: string; body: object } } }>('mutation ($input: CreateRecipeInput!) { createRecipe(input: $input) { recipe { id body } } }', { input: { modelId: PIXELS, crop: 'BOUNDING_BOX' } });
    expect(made.recipe.body).toMatchObject({ crop: { region: 'BOUNDING_BOX', margin: 10 } });
    await expect(createIndex(product.client, { name: 'of crops', recipeId: made.recipe.id, parameters: { kind: 'EXACT' }, snapshotId })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('runs a grid and reads it as a table', async () => {
    const { startBenchmark: begun } = await ask(StartBenchmarkDocument, { input: { name: 'grid', snapshotId, indexIds: [indexId], modes: ['VOLUME', 'SLICE'] } });
    expect(begun.userErrors).toEqual([]);
    await follow(product.client, begun.job!.id);
    const table = (await ask(BenchmarkTableDocument, { id: begun.benchmarkRun!.id })).benchmarkRun!;
    expect(table.state).toBe('SUCCEEDED');
    // VOLUME with and without re-ranking, SLICE, and both controls in both modes.
    expect(table.rows).toHaveLength(7);
    expect(table.rows.filter(({ run }) => /^(RANDOM|WIDEST)/u.test(run.name))).toHaveLength(4);
    expect(table.rows.every(({ coarse, fine }) => coarse !== null && fine !== null)).toBe(true);
  });

  it('draws how a volume that was found lies on the query, at an address that nobody can make up', async () => {
    const { volumes } = await ask(ListVolumesDocument, { first: 1 });
    const { searchVolumes } = await ask(SearchVolumesDocument, { input: { indexId, query: { volumeId: volumes.nodes[0]!.id }, first: 1 } });
    const [found] = searchVolumes.volumes;
    const picture = await fetch(found!.alignmentUrl);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/svg+xml; charset=utf-8']);
    expect(await picture.text()).toMatch(/^<svg[^>]*>/u);
    for (const [name, value] of [['slices', '0'], ['volume', volumes.nodes[0]!.id], ['signature', 'AAAA'], ['expires', '1']] as const) {
      const forged = new URL(found!.alignmentUrl);
      forged.searchParams.set(name, value);
      expect((await fetch(forged)).status, name).toBe(404);
    }
  });

  it('searches with an uploaded scan, and with the slices that a mask of it shows', async () => {
    const scan = nifti(voxels((x, y, z) => (Math.hypot(x - 14, y - 17) < 4 + z ? 140 : -90)));
    const { createQueryVolume: begun } = await ask(CreateQueryVolumeDocument, { input: { uploadId: await upload(scan), recipeId } });
    expect(begun.userErrors).toEqual([]);
    await follow(product.client, begun.job!.id);
    const queryVolumeId = begun.queryVolume!.id;
    expect((await ask(ReadQueryVolumeDocument, { id: queryVolumeId })).queryVolume).toEqual({ state: 'READY', sliceCount: SLICES, sameAsVolumeId: null });

    // Nothing of it is segmented: where it matches and what neighbours foretell is told all the same.
    const evidence = { label: { name: 'tumour' }, supportingSlices: 15, threshold: 0.5 };
    const told = (await ask(SearchEvidenceDocument, { input: { indexId, query: { queryVolumeId }, k: 2, first: 3 }, ...evidence })).searchVolumes;
    expect(told.volumes.length).toBeGreaterThan(0);
    for (const { labels, matchedRange, localization } of told.volumes) {
      expect(labels.map(({ name }) => name)).toContain('tumour');
      expect(matchedRange!.first.index <= matchedRange!.last.index && matchedRange!.last.index < SLICES && matchedRange!.extentMm > 0).toBe(true);
      expect(localization).toBeNull();
    }
    expect(told.prediction!.votes.reduce((sum, { count }) => sum + count, 0)).toBe(told.volumes.length);
    const stored = (await ask(ListVolumesDocument, { first: 1 })).volumes.nodes[0]!.id;
    const located = (await ask(SearchEvidenceDocument, { input: { indexId, query: { volumeId: stored }, first: 3, slices: { region: { region: 'liver' } } }, ...evidence })).searchVolumes;
    for (const { localization } of located.volumes) expect(localization!.ratio! > 0 && localization!.ratio! <= localization!.ceiling!).toBe(true);

    const search = async (mask: Buffer, minPixels: number, query: object = { queryVolumeId }) => {
      const { searchVolumes } = await ask(SearchVolumesDocument, { input: { indexId, query, k: 1, first: 4, slices: { mask: { uploadId: await upload(mask), minPixels } } } });
      return searchVolumes.volumes[0]!.matches.map(({ querySlice }) => querySlice);
    };
    // 1, 4 and 9 pixels on slices 2, 3 and 4.
    const mask = nifti(voxels((x, y, z) => (z >= 2 && z <= 4 && x < z - 1 && y < z - 1 ? 1 : 0)));
    const matched = new Set(await search(mask, 4));
    expect([...matched].every((slice) => slice === 3 || slice === 4)).toBe(true);
    expect(matched.size).toBeGreaterThan(0);
    const { volumes } = await ask(ListVolumesDocument, { first: 1 });
    expect((await search(mask, 9, { volumeId: volumes.nodes[0]!.id })).every((slice) => slice === 4)).toBe(true);

    await expect(search(mask, 10)).rejects.toMatchObject({ code: 'REGION_NOT_SHOWN' });
    await expect(search(nifti(voxels(() => 0)), 1)).rejects.toMatchObject({ code: 'EMPTY_MASK', path: 'input.slices.mask.uploadId' });
    await expect(search(niftiBytes(), 1)).rejects.toMatchObject({ code: 'MASK_GEOMETRY_MISMATCH', path: 'input.slices.mask.uploadId' });
    await expect(search(Buffer.from('no mask at all'), 1)).rejects.toMatchObject({ code: 'FORMAT_UNKNOWN' });
  });

  it('registers a model, and hears over a socket how a worker embeds with it', async () => {
    await runReference('tiny_models.py', [scratch]);
    const bytes = await readFile(join(scratch, 'good.onnx'));
    const entry = {
      ...{ name: 'Mean of tiles', revision: '1', dimension: 48, sha256: createHash('sha256').update(bytes).digest('hex'), source: 'made for a test' },
      ...{ license: { spdx: 'CC0-1.0', note: null }, pretraining: { data: 'none', supervision: 'NONE' }, pooling: 'NONE', batchInvariant: true },
      ...{ resize: 'PILLOW_BILINEAR', size: { width: 32, height: 32 }, valueRange: [0, 255], normalisation: { scale: 1 / 255, mean: [-1, -1, -1], std: [1, 1, 1] } },
      ...{ input: 'image', output: 'vector', layout: 'NCHW', channels: 'REPEAT' },
    };
    const { registerModel } = await ask(RegisterModelDocument, { input: { uploadId: await upload(bytes, 'ONNX'), entry } });
    expect(registerModel).toMatchObject({ userErrors: [], model: { shared: false, entry: { bundled: false } } });

    const jobId = await embedSnapshot(product.client, await createRecipe(product.client, registerModel.model!.id), snapshotId);
    const socket = createClient({ url: `${product.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams: { authorization: `Bearer ${product.token}` } });
    const states: string[] = [];
    for await (const { data, errors } of socket.iterate<{ jobProgress: { state: string; done: number } }>({ query: 'subscription ($id: ID!) { jobProgress(jobId: $id) { state done } }', variables: { id: jobId } })) {
      expect(errors).toBeUndefined();
      states.push(data!.jobProgress.state);
    }
    await socket.dispose();
    expect(states.at(-1)).toBe('SUCCEEDED');
  });
});
