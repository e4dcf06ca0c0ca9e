import { encode } from 'fast-png';
import { classesOf } from '../../src/domain/anatomy/labels.js';
import type { EvaluationTaxonomy } from '../../src/domain/anatomy/taxonomy.js';
import { asId } from '../../src/domain/ids.js';
import { DEFAULT_RETRIEVAL_CONFIG } from '../../src/domain/ranking/retrieval-config.js';
import type { Candidates, RetrievalConfig, RetrievalMode } from '../../src/domain/ranking/retrieval-config.js';
import type { DepthSummary } from '../../src/domain/evaluation/depth/depth-summary.js';
import { mean, populationStd } from '../../src/domain/statistics/moments.js';
import { createRandom } from '../../src/domain/statistics/random.js';
import type { Random } from '../../src/domain/statistics/random.js';
import type { Comparison, Confusion, IndexAgreement, ReportCell, ReportClass, ReportFigures, ReportInput, WorstQuery } from '../../src/services/report/report-input.js';
import type { RunRecord } from '../../src/services/ports/run-record.js';
import type { Control, StageTime } from '../../src/services/ports/run-records.js';
import { record } from './seed.js';

/** A made-up benchmark of a plausible shape: nothing in it was measured. The same seed gives the same report. */
export function reportFixture(seed = 'report'): ReportInput {
  const random = createRandom(seed);
  const cells = makeCells(random);
  return {
    title: 'Fixture: made-up figures',
    finishedAt: new Date('2026-01-02T03:04:05Z'),
    measured: {
      dataset: 'virtual-cohort',
      snapshotId: 'snap_5b0c9f2e71',
      querySource: 'virtual-cohort',
      protocol: 'LEAVE_ONE_PATIENT_OUT',
      volumes: 60,
      patients: 60,
      slices: 2214,
      derivedFrom: 2,
      product: 'Voxseek 0.1.0',
      machine: '2 cores, 8 GB, CPU provider',
      seed: '1',
    },
    versions: ['ranking-1+evaluation-1'],
    encoders: [
      encoder('EfficientNet-Lite0', 1280, 'ImageNet-1k', 'SUPERVISED', 'Apache-2.0'),
      encoder('DINOv2 ViT-S/14', 384, 'LVD-142M; whether it was fine-tuned is unknown', 'SELF_SUPERVISED', 'Apache-2.0'),
      encoder('PIXELS 32×32', 1024, 'None', 'NONE', 'Apache-2.0'),
    ],
    cells,
    confusions: [confusion(random, 'COARSE_29', 21), confusion(random, 'FINE_104', 57)],
    agreements: (['SLICE', 'VOLUME'] as const).flatMap((mode) => ['HNSW, M 16, ef 64', 'IVF_FLAT, 128 lists, 8 probed'].map((index) => agreement(random, mode, index))),
    comparisons: comparisons(random),
    worstQueries: Array.from({ length: 6 }, (_, index) => worstQuery(random, index)),
    robustness: robustness(cells),
    overlap: { state: 'LOOKED', patients: [], nearDuplicates: [{ query: 'vol_a81f', gallery: 'vol_c20d', similarity: 0.994 }], found: 1, pairs: 1770, leftOut: 0, threshold: 0.94 },
    annotation: { queries: ['TOTALSEGMENTATOR_V1'], gallery: ['TOTALSEGMENTATOR_V2'], unevaluable: [{ taxonomy: 'COARSE_29', classes: ['face'] }, { taxonomy: 'FINE_104', classes: ['face', 'heart_atrium_left'] }] },
  };
}

/** The same with nothing but its cells' names: what a benchmark shows before anything has ended. */
export function emptyReportFixture(): ReportInput {
  return { ...reportFixture(), finishedAt: null, cells: [], confusions: [], agreements: [], comparisons: [], worstQueries: [], robustness: [], overlap: null, annotation: null, encoders: [] };
}

const robustness = (cells: readonly ReportCell[]): ReportInput['robustness'] => {
  const [cell] = cells;
  if (cell === undefined) return [];
  const run = { ...record.run(asId('Snapshot', 'snap_a')), name: cell.name };
  return ([{ kind: 'NOISE', deviation: 30 }, { kind: 'FLIP', axis: 'LEFT_RIGHT' }] as const).map((perturbation, at) => ({
    ...{ perturbation, run: { ...run, state: at === 0 ? ('SUCCEEDED' as const) : ('FAILED' as const) }, baseline: run },
    figures: at === 0 ? (['COARSE_29', 'FINE_104'] as const).map((taxonomy) => ({ taxonomy, a: 0.6, b: 0.7, difference: -0.1, interval: { low: -0.2, high: 0.05, method: 'BOOTSTRAP' as const }, p: 0.0002, pHolm: 0.0004, classes: 20, patients: 40 })) : [],
  }));
};

const encoder = (name: string, dimension: number, data: string, supervision: ReportInput['encoders'][number]['pretraining']['supervision'], spdx: string): ReportInput['encoders'][number] => ({
  name,
  revision: 'fp32-1',
  dimension,
  license: { spdx, note: null },
  pretraining: { data, supervision, collections: null },
  precision: 'FLOAT32',
  includesQuerySource: 'NOT_STATED',
});

const time = (p50: number): StageTime => ({ p50, p95: p50 * 1.4, p99: p50 * 1.7, total: p50 * 65, cold: p50 * 6, warm: { p50: p50 * 0.99, p95: p50 * 1.3, p99: p50 * 1.4 } });

const depth = (level: number): readonly DepthSummary[] =>
  ['successAt(5)', 'averagePrecision', 'ndcgAt(10)'].map((measure, at) => ({ measure, topics: 900, classMean: level - at / 50, classChanceMean: 0.3, classLiftMean: 0.5, topicMean: level, topicChanceMean: 0.4 }));

const SIDE = { snapshotId: asId('Snapshot', 'snap_5b0c9f2e71'), hash: 'f'.repeat(64), volumes: 60, slices: 2214 };

function recordOf(name: string, kind: string | null): RunRecord {
  const machine = { cpu: 'A processor at 2.60GHz', cores: 2, memoryBytes: 24 * 2 ** 30, platform: 'linux x64', node: '20.19.0', onnxRuntime: '1.30.0' };
  const base = { product: '0.1.0', machine, peakMemoryBytes: 1.5 * 2 ** 30, gallery: SIDE, queries: SIDE };
  if (kind === null) return { ...base, encoder: null, embeddings: null, index: null, seeds: [] };
  return {
    ...base,
    encoder: { modelId: asId('Model', 'mod_a'), name, revision: 'fp32-1', sha256: 'a'.repeat(64), recipeId: asId('Recipe', 'rec_a'), recipeHash: 'b'.repeat(64), recipe: {} },
    embeddings: { volumes: 60, slices: 2214, dimension: 1280, bytes: 2214 * 1280 * 2, secondsAVolume: 1.25, providers: ['CPU'] },
    index: { indexId: asId('VectorIndex', 'idx_a'), parameters: { kind: 'EXACT' }, server: null, generation: 1, slices: 2214, bytes: 0, buildSeconds: 0.4 },
    seeds: [{ purpose: 'bootstrap, COARSE_29', seed: 'intervals COARSE_29' }],
  };
}

const CANDIDATES: readonly Candidates[] = [5, 10, 20, 50].map((count): Candidates => ({ kind: 'FIRST', count })).concat([{ kind: 'HIT' }, { kind: 'GALLERY' }]);

function makeCells(random: Random): readonly ReportCell[] {
  const skill: Readonly<Record<string, number>> = { 'EfficientNet-Lite0': 0.79, 'DINOv2 ViT-S/14': 0.77, 'PIXELS 32×32': 0.55 };
  const modes = ['SLICE', 'VOLUME', 'REGION'] as const;
  const cells = modes.flatMap((mode) => [
    ...Object.entries(skill).flatMap(([name, level]) => {
      const lift = mode === 'REGION' ? 0.08 : 0;
      const plain = cell(random, name, 'EXACT', null, config(mode, { kind: 'HIT' }, 'NONE'), level + lift, 4);
      if (mode === 'SLICE') return [plain];
      const ranked = CANDIDATES.map((candidates, step) => cell(random, name, 'EXACT', null, config(mode, candidates, 'LATE_INTERACTION'), level + lift + 0.012 * Math.sqrt(step), 5 + step * step * 3.1));
      return [plain, ...ranked];
    }),
    ...(['RANDOM', 'WIDEST'] as const).map((control) => cell(random, control, null, control, config(mode, { kind: 'HIT' }, 'NONE'), control === 'RANDOM' ? 0.5 : 0.63, null)),
  ]);
  const failed: ReportCell = {
    ...cell(random, 'DINOv2 ViT-S/14', 'HNSW', null, config('VOLUME', { kind: 'HIT' }, 'NONE'), 0.7, 3),
    state: 'FAILED',
    figures: null,
    times: null,
    throughput: null,
    winnerSliceRatio: null,
    depth: null,
    error: { code: 'DEPENDENCY_UNAVAILABLE', message: 'The vector store did not answer within 60 s.', path: null, correlationId: null },
  };
  return [...cells, failed];
}

const config = (mode: RetrievalMode, candidates: Candidates, reRanking: RetrievalConfig['reRanking']): RetrievalConfig => ({ ...DEFAULT_RETRIEVAL_CONFIG, mode, candidates, reRanking });


function cell(random: Random, name: string, index: string | null, control: Control | null, configuration: RetrievalConfig, level: number, milliseconds: number | null): ReportCell {
  const id = Math.round(random.uniform() * 2 ** 32).toString(16);
  const total = milliseconds === null ? null : milliseconds * random.between(0.9, 1.1);
  return {
    runId: asId('RetrievalRun', `run_${id}`),
    name: `cell ${id}`,
    state: 'SUCCEEDED',
    encoder: name,
    index,
    control,
    config: configuration,
    figures: { COARSE_29: figures(random, 'COARSE_29', 21, level, configuration.mode), FINE_104: figures(random, 'FINE_104', 57, level - 0.01, configuration.mode) },
    winnerSliceRatio: control === null ? random.between(1, 1.3) : null,
    times: total === null ? null : { prepare: time(total * 0.1), search: time(total * 0.5), aggregate: time(total * 0.05), load: time(total * 0.1), rerank: time(total * 0.25), total: time(total) },
    throughput: total === null ? null : 900 / total,
    error: null,
    record: recordOf(name, index),
    depth: index === null || configuration.mode === 'SLICE' ? { COARSE_29: [], FINE_104: [] } : { COARSE_29: depth(level), FINE_104: depth(level - 0.01) },
  };
}

function figures(random: Random, taxonomy: EvaluationTaxonomy, count: number, level: number, mode: RetrievalMode): ReportFigures {
  const classes = classesOf(taxonomy).slice(0, count).map((region, index) => classFigures(random, region, index === 4 ? 0 : level, mode));
  const recalls = classes.map(({ recall }) => recall);
  const average = mean(recalls) ?? 0;
  return {
    taxonomy,
    classesWithQueries: count,
    classesTotal: classesOf(taxonomy).length,
    recallMean: average,
    recallStd: populationStd(recalls) ?? 0,
    recallMeanAttainable: mean(classes.filter(({ unattainable }) => !unattainable).map(({ recall }) => recall)),
    recallMicro: average,
    recallMeanFivePatients: average,
    chanceMean: mean(classes.map(({ chance }) => chance)) ?? 0,
    liftMean: (average - 0.5) / 0.5,
    liftLeftOut: 1,
    unjudgedShare: 0.013,
    precision: mode === 'VOLUME' ? level - 0.05 : null,
    jaccard: mode === 'VOLUME' ? level - 0.2 : null,
    localization: [],
    interval: { low: Math.max(0, average - 0.05), high: Math.min(1, average + 0.05), method: 'BOOTSTRAP' },
    classes,
  };
}

function classFigures(random: Random, region: string, level: number, mode: RetrievalMode): ReportClass {
  // A region is as hard and as frequent for one encoder as for another.
  const own = createRandom(`${region} ${mode}`);
  const queries = 20 + own.integer(50);
  const wanted = Math.min(1, Math.max(0, level + 0.16 * own.normal() + 0.03 * random.normal()));
  const truePositives = level === 0 ? 0 : Math.round(wanted * queries);
  const recall = truePositives / queries;
  const half = 1.96 * Math.sqrt((Math.max(0.02, recall * (1 - recall)) + 0.01) / queries);
  const chance = level === 0 ? 0 : Math.min(0.95, Math.max(0.02, 0.48 + 0.2 * own.normal()));
  return {
    region,
    queries,
    patients: Math.ceil(queries * 0.8),
    truePositives,
    recall,
    chance,
    lift: (recall - chance) / (1 - chance),
    unattainable: level === 0,
    unjudged: random.integer(3),
    interval: { low: Math.max(0, recall - half), high: Math.min(1, recall + half), method: 'BOOTSTRAP' },
  };
}

function confusion(random: Random, taxonomy: EvaluationTaxonomy, count: number): Confusion {
  const regions = classesOf(taxonomy).slice(0, count);
  return {
    mode: 'REGION',
    cell: 'EfficientNet-Lite0 · EXACT · COUNT',
    taxonomy,
    asked: regions.map((region, row) => {
      const queries = 5 + random.integer(40);
      const missed = random.integer(Math.ceil(queries * 0.4));
      const near = (total: number, reach: number): Record<string, number> => {
        const counts = regions.map((other, column) => [other, Math.round(total * Math.exp(-(((row - column) / reach) ** 2)) * random.between(0.4, 1))] as const);
        return Object.fromEntries(counts.filter(([other, shown]) => other !== region && shown !== 0));
      };
      return { region, right: queries - missed, missed, beside: near(queries - missed, 6), inPlaceOf: near(missed, 4) };
    }),
  };
}

function agreement(random: Random, mode: RetrievalMode, index: string): IndexAgreement {
  const [top1, overlap] = [random.between(0.93, 0.99), random.between(0.88, 0.97)];
  const spread = (value: number): IndexAgreement['top1'] => ({ mean: value, low: value - 0.012, high: Math.min(1, value + 0.009) });
  return { encoder: 'EfficientNet-Lite0', index, mode, ranking: mode === 'SLICE' ? 'top-1 slice' : 'COUNT', queries: mode === 'SLICE' ? 2214 : 60, builds: 5, top1: spread(top1), overlapAt10: spread(overlap), milliseconds: 3.4, exactMilliseconds: 9.8 };
}

function comparisons(random: Random): readonly Comparison[] {
  const names = ['EfficientNet-Lite0 · COUNT', 'DINOv2 ViT-S/14 · COUNT', 'PIXELS 32×32 · COUNT'];
  return (['COARSE_29', 'FINE_104'] as const).flatMap((taxonomy) =>
    names.flatMap((first, index) =>
      names.slice(index + 1).map((second): Comparison => {
        const difference = second.startsWith('PIXELS') ? random.between(0.15, 0.25) : random.between(-0.02, 0.03);
        const p = Math.abs(difference) > 0.1 ? 0.0001 : 0.31;
        return { first, second, mode: 'VOLUME', taxonomy, difference, interval: { low: difference - 0.04, high: difference + 0.04 }, patients: 60, p, pAdjusted: Math.min(1, p * 3) };
      }),
    ),
  );
}

function worstQuery(random: Random, index: number): WorstQuery {
  const missed = classesOf('FINE_104').filter(() => random.uniform() < 0.15);
  return {
    cell: 'REGION · EfficientNet-Lite0 · EXACT · COUNT',
    query: { name: `vol_${(41 + index * 97).toString(16)}`, plane: 'AXIAL', slice: 12 + index, thumbnail: phantom(random) },
    result: index === 5 ? null : { name: `vol_${(1300 + index * 31).toString(16)}`, plane: 'AXIAL', slice: 30 - index, thumbnail: index === 4 ? null : phantom(random) },
    region: index % 2 === 0 ? 'portal_vein_and_splenic_vein' : null,
    taxonomy: 'FINE_104',
    missed,
    recall: random.between(0, 0.3),
  };
}

/** Ellipses of a body, two lungs and a spine, with noise. */
function phantom(random: Random): string {
  const size = 96;
  const data = new Uint8Array(size * size);
  const lungs = random.between(0.1, 0.34);
  const inside = (x: number, y: number, cx: number, cy: number, rx: number, ry: number): boolean => ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1;
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const [u, v] = [(x / size) * 2 - 1, (y / size) * 2 - 1];
      const body = inside(u, v, 0, 0.05, 0.9, 0.65);
      const lung = inside(u, v, -0.4, 0, lungs, 0.4) || inside(u, v, 0.4, 0, lungs, 0.4);
      const spine = inside(u, v, 0, 0.45, 0.14, 0.14);
      data[y * size + x] = body ? (spine ? 230 : lung ? 25 : 140) + Math.round(8 * random.normal()) : 0;
    }
  }
  return `data:image/png;base64,${Buffer.from(encode({ width: size, height: size, data, channels: 1, depth: 8 })).toString('base64')}`;
}
