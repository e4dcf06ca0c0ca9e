import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureDataset, importDirectory, runBenchmark } from '../../../src/cli/client/operations.js';
import type { BenchmarkFindings } from '../../../src/cli/client/benchmark-findings.js';
import { fetchBenchmarkTable } from '../../../src/cli/client/benchmark-table.js';
import type { BenchmarkTableRow } from '../../../src/services/evaluation/benchmark-table.js';
import { follow } from '../../testkit/demo-archive.js';
import type { RunRecord } from '../../../src/services/ports/run-record.js';
import { repository, spawnVoxseek, startVoxseek } from '../../testkit/running-voxseek.js';
import { runReference } from '../../testkit/run-python.js';
import type { RunningVoxseek } from '../../testkit/running-voxseek.js';
import { tinyEntry } from '../../testkit/tiny-models.js';
import { writeTotalSegmentatorCohort } from '../../testkit/totalsegmentator-cohort.js';

const LONG = process.env.VOXSEEK_TEST_LONG !== undefined;
const VOLUMES = LONG ? 60 : 9;
/** What is compared beside whole axial slices; integration tests hold it to references through EXACT as well. */
const KINDS = LONG ? ['EXACT', 'HNSW'] : ['HNSW'];
const samples = join(repository, 'samples');

let voxseek: RunningVoxseek;

beforeAll(async () => {
  const archive = await writeTotalSegmentatorCohort(VOLUMES);
  voxseek = await startVoxseek();
  const { client } = voxseek;
  const real = await ensureDataset(client, 'samples', null);
  await follow(client, await importDirectory(client, { datasetId: real, directory: samples, layout: 'NIFTI', manifest: join(samples, 'manifest.csv') }));
  const datasetId = await ensureDataset(client, 'cohort', null);
  await follow(client, await importDirectory(client, { datasetId, directory: archive.directory, layout: 'TOTALSEGMENTATOR', manifest: archive.manifest }));
  // Runs while the tests go on: the last of them looks at what came of it.
  const file = join(voxseek.home, 'watched.json');
  await writeFile(file, document({ name: 'watched' }));
  const scheduled = await schedule('create', file, '--name', 'watched', '--on-change', '--settle', '10', '--note', 'of these tests');
  expect(scheduled, scheduled.output).toMatchObject({ status: 0, output: expect.stringMatching(/bsch_/u) as string });
});
afterAll(() => voxseek.stop());

const schedule = (...parameters: readonly string[]) => voxseekCommand('bench', 'schedule', ...parameters);
const bench = (...parameters: readonly string[]) => voxseekCommand('bench', 'run', ...parameters);

async function voxseekCommand(...parameters: readonly string[]): Promise<{ readonly status: number | null; readonly output: string }> {
  const command = spawnVoxseek(voxseek.home, parameters);
  return { status: await command.ended, output: command.output() };
}

const document = (change: object): string =>
  JSON.stringify({ version: 1, name: 'short', gallery: { dataset: 'cohort' }, encoders: [{ model: 'pixels-32' }], modes: ['VOLUME'], controls: ['RANDOM'], ...change });

describe('the benchmark of the paper', () => {
  it('runs whole on a data set in the layout of TotalSegmentator: embeds, builds, measures every cell', async () => {
    const figures = join(voxseek.home, 'paper.json');
    const report = join(voxseek.home, 'paper.html');
    const files = join(voxseek.home, 'paper');
    const { status, output } = await bench('paper', '--gallery', 'cohort', '--encoders', 'efficientnet-lite0', '--figures', figures, '--report', report, '--export', files);
    expect(status, output).toBe(0);
    const { rows } = JSON.parse(await readFile(figures, 'utf8')) as { rows: readonly BenchmarkTableRow[] };
    const cells = rows.map(({ encoder, index, config }) => `${encoder} ${index ?? ''} ${config.mode} ${config.reRanking}`);
    const modes = ['SLICE NONE', ...['VOLUME', 'REGION', 'LOCALIZED'].flatMap((mode) => [`${mode} NONE`, `${mode} LATE_INTERACTION`])];
    expect(cells).toEqual([
      ...modes.map((mode) => `EfficientNet-Lite0 HNSW ${mode}`),
      ...modes.map((mode) => `PIXELS 32×32 EXACT ${mode}`),
      ...['RANDOM', 'WIDEST'].flatMap((control) => ['SLICE', 'VOLUME', 'REGION', 'LOCALIZED'].map((mode) => `${control}  ${mode} NONE`)),
    ]);
    for (const row of rows) {
      expect(row.state, row.name).toBe('SUCCEEDED');
      for (const taxonomy of ['COARSE_29', 'FINE_104'] as const) {
        const { recallMean, chanceMean, classesWithQueries } = row.figures![taxonomy];
        expect(classesWithQueries).toBeGreaterThan(0);
        for (const share of [recallMean, chanceMean]) expect(share >= 0 && share <= 1, row.name).toBe(true);
      }
    }
    const html = await readFile(report, 'utf8');
    for (const name of ['EfficientNet-Lite0', 'PIXELS 32×32', 'LOCALIZED', 'derived from', 'Confusion of regions', 'Worst queries', 'data:image/png;base64', 'What it was measured by']) expect(html).toContain(name);
    const measured = rows.filter(({ control }) => control === null);
    for (const { throughput, times, name } of measured) {
      expect(throughput, name).toBeGreaterThan(0);
      expect(times!.total!.p99, name).toBeGreaterThanOrEqual(times!.total!.p50);
    }
    const { runs } = JSON.parse(await readFile(join(files, 'record.json'), 'utf8')) as { runs: readonly { id: string; control: string | null; config: { mode: string }; record: RunRecord }[] };
    expect(runs).toHaveLength(rows.length);
    for (const { id, control, config, record } of runs) {
      expect(record.gallery.volumes).toBeGreaterThan(record.queries.volumes);
      if (control !== null) continue;
      expect(record.embeddings!.secondsAVolume).toBeGreaterThan(0);
      expect(record.peakMemoryBytes).toBeGreaterThan(record.embeddings!.bytes);
      expect(record.index!.slices).toBeGreaterThanOrEqual(record.gallery.slices);
      if (config.mode === 'REGION') expect(await readFile(join(files, id, 'run.fine.trec'), 'utf8')).toContain(` ${id}\n`);
    }
    expect(await readFile(join(files, 'figures.csv'), 'utf8')).toContain('averagePrecision');
    for (const mode of modes) expect(output).toContain(mode.split(' ')[0]);
    if (LONG) console.log(output);
  });
});

/** Here, since its data come to rest while the paper's cells are measured, and further down a volume of them is deleted, after which they are measured anew. */
describe('a scheduled benchmark', () => {
  interface Runs {
    readonly benchmarkSchedules: { readonly nodes: readonly { readonly lastRuns: { readonly nodes: readonly { readonly state: string; readonly alert: boolean; readonly benchmarkRun: { readonly rows: readonly { readonly run: { readonly state: string } }[] } }[] } }[] };
  }
  const runs = async () => (await voxseek.client.query<Runs>('{ benchmarkSchedules { nodes { lastRuns { nodes { state alert benchmarkRun { rows { run { state } } } } } } } }')).benchmarkSchedules.nodes[0]!.lastRuns.nodes;
  const atRest = async (count: number) => {
    for (const end = Date.now() + 90_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 200))) {
      const all = await runs();
      if (all.length === count && all.every(({ state }) => state !== 'RUNNING')) return all;
    }
    throw new Error(`${count} runs are not at rest: ${JSON.stringify(await runs())}`);
  };

  it('runs when its data have come to rest, and measures nothing anew when it is triggered', async () => {
    const [first] = await atRest(1);
    expect(first).toMatchObject({ state: 'FINISHED', alert: false });
    expect(first!.benchmarkRun.rows.map(({ run }) => run.state)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    expect(await schedule('pause', 'watched')).toMatchObject({ status: 0 });
    expect(await schedule('trigger', 'watched')).toMatchObject({ status: 0 });
    expect((await atRest(2)).map(({ state }) => state)).toEqual(['UNCHANGED', 'FINISHED']);
    const listed = await schedule('list');
    expect(listed.output).toMatch(/watched +on change of datasets, models +paused +\S+ unchanged/u);
    expect(await schedule('resume', 'watched')).toMatchObject({ status: 0 });
    expect(await schedule('delete', 'watched')).toMatchObject({ status: 0 });
    expect((await schedule('list')).output).toContain('There are no schedules');
  });

  it('is explained to a user who says neither when nor what, or names one that is not there', async () => {
    const file = join(voxseek.home, 'watched.json');
    expect(await schedule('create', file, '--name', 'x')).toMatchObject({ status: 1, output: expect.stringContaining('--on-change') as string });
    expect(await schedule('create', file, '--name', 'x', '--cron', '0 25 * * *')).toMatchObject({ status: 1, output: expect.stringContaining('hour: 25 is outside') as string });
    expect(await schedule('pause', 'nothing')).toMatchObject({ status: 1, output: expect.stringContaining('schedule list') as string });
  });
});

describe('a declared benchmark', () => {
  it('is the same job when it is asked for again, in whatever form it is written', async () => {
    const { client } = voxseek;
    const asked = await Promise.all([runBenchmark(client, { document: document({}) }), runBenchmark(client, { document: document({ candidates: ['HIT'] }) })]);
    expect(asked[1]).toEqual(asked[0]);
    await follow(client, asked[0].jobId);
    const { rows } = await fetchBenchmarkTable(client, asked[0].benchmarkRunId);
    expect(rows.map(({ state }) => state)).toEqual(rows.map(() => 'SUCCEEDED'));
    expect(await runBenchmark(client, { document: document({}) })).toEqual(asked[0]);
  });

  it('asks about a class alone, and thins the slices of a query', async () => {
    const { client } = voxseek;
    const { benchmarkRunId, jobId } = await runBenchmark(client, { document: document({ name: 'liver', modes: ['SLICE', 'REGION'], classes: ['liver'], sliceSpacing: 12, skipFlagged: true }) });
    await follow(client, jobId);
    const { benchmarkRun } = await client.query<{ benchmarkRun: { rows: readonly { run: { name: string; metrics: { taxonomies: readonly { classes: readonly { region: string; queries: number }[] }[] } } }[] } }>(
      /* GraphQL */ `query Classes($id: ID!) { benchmarkRun(id: $id) { rows { run { name metrics { taxonomies { classes { region queries } } } } } } }`,
      { id: benchmarkRunId },
    );
    const queriesOf = (name: string): number => {
      const { taxonomies } = benchmarkRun.rows.find(({ run }) => run.name.endsWith(name))!.run.metrics;
      for (const { classes } of taxonomies) expect(classes.map(({ region }) => region)).toEqual(['liver']);
      return taxonomies[0]!.classes[0]!.queries;
    };
    // Queries are asked about with every slice by a control, and with those that are left by an encoder.
    expect(queriesOf('EXACT SLICE')).toBeLessThan(queriesOf('RANDOM SLICE') / 1.5);
    expect(queriesOf('EXACT REGION COUNT')).toBe(queriesOf('RANDOM REGION'));
  });

  it('asks about perturbed copies beside the queries, and says what overlaps and who learned from what', async () => {
    const { client } = voxseek;
    const figures = join(voxseek.home, 'robust.json');
    const report = join(voxseek.home, 'robust.html');
    const file = join(voxseek.home, 'robust.json5');
    const perturbations = [{ kind: 'NOISE', deviation: 20 }, { kind: 'CROP', length: 0.5 }];
    await writeFile(file, document({ name: 'robust', perturbations, reRankings: ['NONE'], gallery: { dataset: 'cohort', splits: ['TRAIN'] }, queries: { dataset: 'cohort', splits: ['TEST'], source: 'TotalSegmentator' } }));
    const { status, output } = await bench(file, '--figures', figures, '--report', report);
    expect(status, output).toBe(0);
    const { rows, findings } = JSON.parse(await readFile(figures, 'utf8')) as { rows: readonly BenchmarkTableRow[]; findings: BenchmarkFindings };
    expect(rows.map(({ encoder }) => encoder)).toEqual(['PIXELS 32×32', 'RANDOM']);
    expect(findings.overlap).toMatchObject({ sharedPatients: [], nearDuplicates: [], looked: { leftOut: 0, found: 0 } });
    expect(findings.overlap!.looked.pairs).toBeGreaterThan(0);
    expect(findings.annotation).toMatchObject({ queries: ['TOTALSEGMENTATOR_V2'], gallery: ['TOTALSEGMENTATOR_V2'] });
    expect(findings.annotation!.unevaluable[1]!.classes).toContain('face');
    expect(findings.encoders).toMatchObject([{ querySource: 'TotalSegmentator', includesQuerySource: 'NOT_KNOWN' }]);
    expect(findings.robustness.map(({ perturbation, run }) => [perturbation, run.state])).toEqual([['noise 20 HU', 'SUCCEEDED'], ['crop 100 % in-plane, 50 % of the length', 'SUCCEEDED']]);
    const [noise, crop] = findings.robustness.map((row) => row.figures[0]!);
    for (const { recall, baselineRecall, difference, interval, p, pHolm } of [noise!, crop!]) {
      expect(difference).toBeCloseTo(recall! - baselineRecall!, 9);
      expect(interval!.low <= difference! && difference! <= interval!.high).toBe(true);
      expect(0 < p! && p! <= pHolm! && pHolm! <= 1).toBe(true);
    }
    // Noise leaves every class in the picture: the figures are of the same classes as the table's.
    expect(noise!.baselineRecall).toBeCloseTo(rows[0]!.figures!.COARSE_29.recallMean, 9);
    expect(crop!.classes).toBeLessThanOrEqual(noise!.classes);
    for (const text of ['noise 20 HU', 'Overlap of queries and gallery']) {
      expect(output).toContain(text);
      expect(await readFile(report, 'utf8')).toContain(text);
    }

    // Copies belong to the patient of their source, are in no search of it, and go with it.
    const { volumes } = await client.query<{ volumes: { nodes: readonly { id: string; name: string; importNotes: readonly { kind: string }[]; patient: { id: string }; derivedFrom: readonly { id: string; patient: { id: string } }[] }[] } }>(
      /* GraphQL */ `{ volumes(first: 100) { nodes { id name importNotes { kind } patient { id } derivedFrom { id patient { id } } } } }`,
    );
    const copies = volumes.nodes.filter(({ importNotes }) => importNotes.some(({ kind }) => kind === 'PERTURBED_COPY'));
    expect(copies.length).toBeGreaterThan(0);
    for (const { patient, derivedFrom } of copies) expect(derivedFrom[0]!.patient.id).toBe(patient.id);
    const source = copies[0]!.derivedFrom[0]!.id;
    const own = copies.filter(({ derivedFrom }) => derivedFrom.some(({ id }) => id === source));
    expect(own.length).toBe(2);
    await client.mutate(/* GraphQL */ `mutation Delete($id: ID!) { deleteVolume(id: $id) { deletedId userErrors { code message path } } }`, { id: source });
    for (const { id } of own) await expect(client.query(/* GraphQL */ `query Gone($id: ID!) { volume(id: $id) { id } }`, { id })).rejects.toThrow(/NOT_FOUND|No Volume/u);
  });

  it('measures recipes of one encoder beside each other, each under its own name, in indexes and with crops of its own', async () => {
    const { client } = voxseek;
    const pixels = { model: 'pixels-32' };
    const encoders = [pixels, { ...pixels, reduction: { components: 8 }, storage: 'INT8' }];
    const { benchmarkRunId, jobId } = await runBenchmark(client, { document: document({ name: 'recipes', encoders, indexes: KINDS.map((kind) => ({ kind })), modes: ['REGION'], reRankings: ['NONE'], crops: ['NONE', 'BOUNDING_BOX'], classes: ['liver'] }) });
    await follow(client, jobId);
    const { rows } = await fetchBenchmarkTable(client, benchmarkRunId);
    const names = ['PIXELS 32×32', 'PIXELS 32×32 (PCA 8; int8)'];
    expect(rows.map(({ encoder, index, config, state }) => `${encoder} ${index ?? ''} ${config.crop} ${state}`)).toEqual([
      ...names.flatMap((name) => KINDS.flatMap((index) => ['NONE', 'BOUNDING_BOX'].map((crop) => `${name} ${index} ${crop} SUCCEEDED`))),
      'RANDOM  NONE SUCCEEDED',
    ]);
    for (const { figures } of rows) expect(figures!.FINE_104.recallMean).toBeLessThanOrEqual(1);

    interface Recorded {
      readonly benchmarkRun: { readonly rows: readonly { readonly run: { readonly record: { readonly encoder: { readonly recipe: object; readonly recipeId: string } | null; readonly embeddings: { readonly dimension: number; readonly slices: number; readonly bytes: number } | null } } }[] };
    }
    const { benchmarkRun } = await client.query<Recorded>(
      /* GraphQL */ `query Records($id: ID!) { benchmarkRun(id: $id) { rows { run { record { encoder { recipe recipeId } embeddings { dimension slices bytes } } } } } }`,
      { id: benchmarkRunId },
    );
    const { encoder, embeddings } = benchmarkRun.rows[2 * KINDS.length]!.run.record;
    expect(encoder!.recipe).toMatchObject({ dimension: 8, precision: 'INT8', reduction: { kind: 'PCA', from: 1024, splits: null } });
    expect(embeddings).toMatchObject({ dimension: 8, bytes: embeddings!.slices * 8 });

    const { recipe } = await client.query<{ recipe: { name: string; base: { name: string; base: null; model: { id: string } } } }>('query ($id: ID!) { recipe(id: $id) { name base { name base { id } model { id } } } }', { id: encoder!.recipeId });
    expect(recipe).toEqual({ name: names[1], base: { name: names[0], base: null, model: { id: 'mod_pixels-32' } } });
    await expect(client.mutate('mutation ($id: ID!) { deleteRecipe(id: $id) { deletedId userErrors { code message path } } }', { id: encoder!.recipeId })).rejects.toMatchObject({ code: 'IN_USE' });
  });

  it('compares volumes by other channels and by slices of another plane, and shows these as evidence', async () => {
    const { client } = voxseek;
    const { benchmarkRunId, jobId } = await runBenchmark(client, { document: document({ name: 'planes', encoders: [{ model: 'pixels-32', plane: 'CORONAL' }, { model: 'efficientnet-lite0', channels: 'NEIGHBOURS', neighbourDistance: 2 }], indexes: KINDS.map((kind) => ({ kind })), modes: ['SLICE', 'VOLUME'] }) });
    await follow(client, jobId);
    interface Planes {
      readonly benchmarkRun: { readonly reportUrl: string; readonly rows: readonly { readonly coarse: { readonly recallMean: number }; readonly run: { readonly state: string; readonly index: { readonly id: string; readonly indexedSlices: number; readonly recipe: { readonly name: string; readonly body: object } } | null } }[] };
    }
    const { benchmarkRun } = await client.query<Planes>(/* GraphQL */ `query Planes($id: ID!) { benchmarkRun(id: $id) { reportUrl rows { coarse { recallMean } run { state index { id indexedSlices recipe { name body } } } } } }`, { id: benchmarkRunId });
    // Slices of two planes are not the same queries: their cells stand in one report, and are not tested against each other.
    expect((await fetch(benchmarkRun.reportUrl)).status).toBe(200);
    const cells = benchmarkRun.rows.filter(({ run }) => run.index !== null);
    expect(cells.map(({ run, coarse }) => [run.index!.recipe.name, run.state, coarse.recallMean > 0])).toEqual(['PIXELS 32×32 (coronal)', 'EfficientNet-Lite0 (slices ±2)'].flatMap((name) => Array.from({ length: 3 * KINDS.length }, () => [name, 'SUCCEEDED', true])));
    expect(cells[0]!.run.index!.recipe.body).toMatchObject({ plane: 'CORONAL', orientation: 'SUPERIOR_TOP_LEFT_FIRST' });
    const { datasets } = await client.query<{ datasets: { nodes: readonly { id: string; name: string }[] } }>('{ datasets(first: 10) { nodes { id name } } }');
    const { id: datasetId } = datasets.nodes.find(({ name }) => name === 'cohort')!;
    // Some patients of the cohort have no liver.
    const { volumes } = await client.query<{ volumes: { nodes: readonly { id: string }[] } }>('query ($filter: VolumeFilterInput!) { volumes(filter: $filter, first: 1) { nodes { id } } }', { filter: { datasetId, regionPresent: 'liver' } });
    const [query] = volumes.nodes;
    interface Asked {
      readonly searchVolumes: { readonly plane: string; readonly volumes: readonly { readonly alignmentUrl: string; readonly matchedRange: { readonly share: number } | null; readonly supportingSlices: readonly { readonly plane: string; readonly thumbnailUrl: string }[]; readonly matches: readonly object[] }[] };
    }
    const ask = (indexId: string, change: object = {}) =>
      client.query<Asked>(
        /* GraphQL */ `query ($input: SearchVolumesInput!) { searchVolumes(input: $input) { plane volumes { alignmentUrl matchedRange { share } supportingSlices { plane thumbnailUrl } matches { querySlice } } } }`,
        { input: { indexId, query: { volumeId: query!.id }, first: 3, ...change } },
      );
    for (const { run } of KINDS.map((_, at) => cells[3 * at]!)) {
      const { searchVolumes } = await ask(run.index!.id);
      expect([searchVolumes.plane, searchVolumes.volumes.length > 0]).toEqual(['CORONAL', true]);
      for (const { supportingSlices, matchedRange } of searchVolumes.volumes) {
        expect([...new Set(supportingSlices.map(({ plane }) => plane))]).toEqual(['CORONAL']);
        expect(matchedRange!.share).toBeGreaterThan(0);
      }
      const [first] = searchVolumes.volumes;
      expect((await fetch(first!.alignmentUrl)).status).toBe(200);
      expect((await fetch(first!.supportingSlices[0]!.thumbnailUrl)).status).toBe(200);
      expect((await ask(run.index!.id, { slices: { region: { region: 'liver' } } })).searchVolumes.volumes.length).toBeGreaterThan(0);
      const { searchSlices } = await client.query<{ searchSlices: { hits: readonly object[] } }>('query ($input: SearchSlicesInput!) { searchSlices(input: $input) { hits { querySlice } } }', { input: { indexId: run.index!.id, query: { volumeId: query!.id } } });
      expect(searchSlices.hits.length).toBeGreaterThan(0);
    }
  });

  it('measures patches of slices beside whole slices, and finds slices by them', async () => {
    const { client } = voxseek;
    const directory = await mkdtemp(join(tmpdir(), 'voxseek-parts-'));
    await runReference('tiny_models.py', [directory]);
    const bytes = await readFile(join(directory, 'parts-map.onnx'));
    const { createUpload } = await client.query<{ createUpload: { url: string; upload: { id: string } } }>('mutation { createUpload(input: { format: ONNX }) { url upload { id } userErrors { code } } }');
    expect((await fetch(createUpload.url, { method: 'PUT', body: new Uint8Array(bytes) })).status).toBe(201);
    const patches = { output: 'parts', rows: 4, columns: 4, leading: 0, dimension: 3 };
    const entry = tinyEntry(bytes, { name: 'Parts', patches, normalisation: { scale: 1 / 255, mean: [0.1, 0.5, 0.9], std: [1, 1, 1] } });
    await client.mutate(/* GraphQL */ `mutation ($input: RegisterModelInput!) { registerModel(input: $input) { model { id } userErrors { code message path } } }`, { input: { uploadId: createUpload.upload.id, entry } });

    const modes = LONG ? ['SLICE', 'VOLUME', 'REGION', 'LOCALIZED'] : ['SLICE', 'REGION'];
    const encoders = [{ model: 'Parts' }, { model: 'Parts', patches: { rows: 2, columns: 4 } }];
    const { benchmarkRunId, jobId } = await runBenchmark(client, { document: document({ name: 'patches', encoders, indexes: KINDS.map((kind) => ({ kind })), modes, classes: ['liver'], controls: [] }) });
    await follow(client, jobId);
    interface Measured {
      readonly benchmarkRun: { readonly rows: readonly { readonly coarse: { readonly recallMean: number }; readonly run: { readonly state: string; readonly index: { readonly id: string; readonly indexedSlices: number; readonly recipe: { readonly name: string } }; readonly record: { readonly embeddings: { readonly dimension: number; readonly slices: number; readonly bytes: number }; readonly index: { readonly slices: number; readonly bytes: number } } } }[] };
    }
    const { benchmarkRun } = await client.query<Measured>(
      /* GraphQL */ `query Patches($id: ID!) { benchmarkRun(id: $id) { rows { coarse { recallMean } run { state index { id indexedSlices recipe { name } } record { embeddings { dimension slices bytes } index { slices bytes } } } } } }`,
      { id: benchmarkRunId },
    );
    const cells = modes.flatMap((mode) => (mode === 'SLICE' ? [mode] : [mode, mode]));
    expect(benchmarkRun.rows.map(({ run }) => [run.index.recipe.name, run.state])).toEqual(['Parts', 'Parts (patches 2 × 4)'].flatMap((name) => Array.from({ length: KINDS.length * cells.length }, () => [name, 'SUCCEEDED'])));
    for (const { coarse } of benchmarkRun.rows) expect(coarse.recallMean >= 0 && coarse.recallMean <= 1).toBe(true);
    const [whole, parts] = [KINDS.length - 1, 2 * KINDS.length - 1].map((at) => benchmarkRun.rows[at * cells.length]!.run) as [Measured['benchmarkRun']['rows'][number]['run'], Measured['benchmarkRun']['rows'][number]['run']];
    const { slices } = whole.record.embeddings;
    expect([whole.record.embeddings, parts.record.embeddings]).toEqual([{ dimension: 48, slices, bytes: slices * 48 * 2 }, { dimension: 3, slices, bytes: slices * 8 * 3 * 2 }]);
    expect(parts.record.index).toEqual({ slices: whole.record.index.slices, bytes: whole.record.index.slices * 8 * 3 * 4 });

    const { datasets } = await client.query<{ datasets: { nodes: readonly { name: string; volumes: { nodes: readonly { id: string; sliceCount: number }[] } }[] } }>('{ datasets(first: 10) { nodes { name volumes(first: 1) { nodes { id sliceCount } } } } }');
    const [query] = datasets.nodes.find(({ name }) => name === 'cohort')!.volumes.nodes;
    interface Found {
      readonly searchVolumes: { readonly querySlices: readonly number[]; readonly volumes: readonly { readonly alignmentUrl: string; readonly volume: { readonly sliceCount: number }; readonly matchedRange: object | null; readonly stage1: { readonly score: number }; readonly supportingSlices: readonly { readonly index: number }[] }[] };
      readonly searchSlices: { readonly hits: readonly { readonly querySlice: number; readonly nearest: readonly { readonly similarity: number }[] }[] };
    }
    const { searchVolumes, searchSlices } = await client.query<Found>(
      /* GraphQL */ `query ($volumes: SearchVolumesInput!, $slices: SearchSlicesInput!) {
        searchVolumes(input: $volumes) { querySlices volumes { alignmentUrl volume { sliceCount } matchedRange { share } stage1 { score } supportingSlices { index } } }
        searchSlices(input: $slices) { hits { querySlice nearest { similarity } } }
      }`,
      { volumes: { indexId: parts.index.id, query: { volumeId: query!.id }, first: 3, k: 1 }, slices: { indexId: parts.index.id, query: { volumeId: query!.id }, k: 2 } },
    );
    expect(searchVolumes.querySlices).toEqual(Array.from({ length: query!.sliceCount }, (_, slice) => slice));
    expect(searchVolumes.volumes.length).toBeGreaterThan(0);
    expect(searchVolumes.volumes.reduce((sum, { stage1 }) => sum + stage1.score, 0)).toBeLessThanOrEqual(8 * query!.sliceCount);
    for (const { supportingSlices, volume, matchedRange } of searchVolumes.volumes) {
      expect(matchedRange).not.toBeNull();
      for (const { index } of supportingSlices) expect(index).toBeLessThan(volume.sliceCount);
    }
    const drawn = await (await fetch(searchVolumes.volumes[0]!.alignmentUrl)).text();
    expect(drawn).toContain(`Similarity of ${query!.sliceCount} slices of query and ${searchVolumes.volumes[0]!.volume.sliceCount} slices`);
    expect(searchSlices.hits.map(({ querySlice }) => querySlice)).toEqual(searchVolumes.querySlices);
    for (const { nearest } of searchSlices.hits) expect(nearest.length).toBeGreaterThan(0);
  });

  it.each([
    [{ encoders: [{ model: 'pixels-32' }, { model: 'mod_pixels-32', storage: 'FLOAT16' }] }, 'INVALID_INPUT', 'encoders.1'],
    [{ encoders: [{ model: 'pixels-32', channels: 'NEIGHBOURS' }] }, 'INVALID_INPUT', 'encoders.0.channels'],
    [{ encoders: [{ model: 'pixels-32', reduction: { components: 1025 } }] }, 'INVALID_INPUT', 'encoders.0.reduction.components'],
    [{ encoders: [{ model: 'efficientnet-lite0', otherWindows: [{ center: 0, width: 1 }, { center: 0, width: 2 }] }] }, 'INVALID_INPUT', 'encoders.0.otherWindows'],
    [{ encoders: [{ model: 'efficientnet-lite0', sliding: { stride: 4 } }] }, 'INVALID_INPUT', 'encoders.0.sliding'],
    [{ encoders: [{ model: 'efficientnet-lite0', patches: { rows: 2, columns: 2 } }] }, 'INVALID_INPUT', 'encoders.0.patches'],
    [{ encoders: [{ model: 'dinov2-vits14-int8', patches: { rows: 2, columns: 17 } }] }, 'INVALID_INPUT', 'encoders.0.patches.columns'],
    [{ encoders: [{ model: 'dinov2-vits14-int8', patches: { rows: 2, columns: 2 } }], modes: ['REGION'], crops: ['NONE', 'BOUNDING_BOX'] }, 'INVALID_INPUT', 'encoders.0.patches'],
    [{ gallery: { dataset: 'nowhere' } }, 'NOT_FOUND', 'gallery.dataset'],
    [{ gallery: { dataset: 'cohort', splits: ['VALIDATION'] } }, 'EMPTY_GALLERY', 'gallery.splits'],
    [{ queries: { dataset: 'cohort', splits: ['NONE'] } }, 'EMPTY_GALLERY', 'queries.splits'],
    [{ encoders: [{ model: 'nothing' }] }, 'NOT_FOUND', 'encoders.0.model'],
    [{ classes: ['liver', 'fin'] }, 'INVALID_INPUT', 'classes.1'],
    [{ classes: ['brain'] }, 'REGION_NOT_SHOWN', 'classes.0'],
    [{ k: [100_000] }, 'INVALID_INPUT', 'k.0'],
    [{ perturbations: [{ kind: 'NOISE', deviation: 20 }, { kind: 'CROP' }] }, 'INVALID_INPUT', 'perturbations.1.inPlane'],
    [{ modes: ['VOLUME', 'VOLUME'] }, 'INVALID_INPUT', 'modes.1'],
    [{ indexes: [{ kind: 'HNSW', builds: 10 }, { kind: 'IVF_FLAT', builds: 10 }], modes: ['VOLUME', 'REGION', 'LOCALIZED'], aggregations: ['COUNT', 'MAX', 'SUM'], k: [1, 2, 3] }, 'LIMIT_EXCEEDED', 'document'],
  ])('that cannot run is refused before anything starts: %j', async (change, code, path) => {
    const before = await jobCount();
    await expect(runBenchmark(voxseek.client, { document: document(change) })).rejects.toMatchObject({ code, path });
    expect(await jobCount()).toBe(before);
  });

  it('is explained to a user who names no data set, or a file that is not there', async () => {
    expect(await bench('paper')).toMatchObject({ status: 1, output: expect.stringContaining('--gallery') as string });
    expect(await bench('nothing.yaml')).toMatchObject({ status: 1, output: expect.stringContaining('paper, families') as string });
    const file = join(voxseek.home, 'wrong.yaml');
    await writeFile(file, 'version: 1\nname: wrong\n');
    expect(await bench(file)).toMatchObject({ status: 1, output: expect.stringContaining('gallery') as string });
    await rm(file);
  });
});

async function jobCount(): Promise<number> {
  return (await voxseek.client.query<{ jobs: { totalCount: number } }>('{ jobs(first: 1) { totalCount } }')).jobs.totalCount;
}
