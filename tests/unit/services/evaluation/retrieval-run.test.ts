import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createModelDirectory } from '../../../../src/adapters/onnx/model-directory.js';
import { classesOf, labelNames } from '../../../../src/domain/anatomy/labels.js';
import { projectRegions, showsOnSlices } from '../../../../src/domain/anatomy/project-regions.js';
import { rowLayout } from '../../../../src/domain/geometry/row-layout.js';
import type { Plane } from '../../../../src/domain/geometry/planes.js';
import type { Shape } from '../../../../src/domain/geometry/volume.js';
import { asId } from '../../../../src/domain/ids.js';
import type { PatientId, RecipeId, VolumeId } from '../../../../src/domain/ids.js';
import type { Matrix } from '../../../../src/domain/matrix.js';
import { DEFAULT_RETRIEVAL_CONFIG } from '../../../../src/domain/ranking/retrieval-config.js';
import type { RetrievalConfig } from '../../../../src/domain/ranking/retrieval-config.js';
import { mean } from '../../../../src/domain/statistics/moments.js';
import { createRandom, shuffled } from '../../../../src/domain/statistics/random.js';
import { croppedRecipe, makeRecipe } from '../../../../src/services/embedding/make-recipe.js';
import { decodeEmbeddings, encodeNpy } from '../../../../src/services/embedding/npy.js';
import { createRetrievalRunService } from '../../../../src/services/evaluation/create-retrieval-run-service.js';
import { createLabelledGalleryLoader } from '../../../../src/services/evaluation/labelled-gallery.js';
import { unpackLabelTrials, unpackRankedLists } from '../../../../src/services/evaluation/ranked-list.js';
import { readDepth } from '../../../../src/services/evaluation/read-depth.js';
import { objectKeys } from '../../../../src/services/object-keys.js';
import { createPlaneFacts } from '../../../../src/services/planes/plane-facts.js';
import type { TeamCatalogue } from '../../../../src/services/ports/catalogue.js';
import { SLICE_FLAG } from '../../../../src/services/ports/records.js';
import type { RegionCounts, SegmentationRecord, SnapshotMember } from '../../../../src/services/ports/records.js';
import { leaveOnePatientOut } from '../../../../src/services/ports/run-records.js';
import type { Control, Protocol, RetrievalRunRecord, RunMetrics } from '../../../../src/services/ports/run-records.js';
import type { OpenIndex } from '../../../../src/services/search/ranker.js';
import { createMemoryObjects } from '../../../testkit/memory-objects.js';
import { referencePython } from '../../../testkit/python.js';
import { hashOf, record } from '../../../testkit/seed.js';

const TAXONOMIES = ['COARSE_29', 'FINE_104'] as const;
const { entry } = await createModelDirectory({ bundled: fileURLToPath(new URL('../../../../models/', import.meta.url)), registered: '/nowhere' }).find(asId('Model', 'mod_pixels-32'));
const recipe = makeRecipe(entry);
const recipes = { AXIAL: recipe, CORONAL: makeRecipe(entry, { plane: 'CORONAL' }), SAGITTAL: makeRecipe(entry, { plane: 'SAGITTAL' }) };
const RUN = asId('RetrievalRun', 'run_1');
const SNAPSHOT = asId('Snapshot', 'snap_1');
const INDEX = asId('VectorIndex', 'idx_1');

const MODEL = record.model({ id: recipe.modelId, name: 'Some encoder', revision: 'r7' });
const MACHINE = { cpu: 'Some CPU', cores: 2, memoryBytes: 8e9, platform: 'linux x64', node: '20.19.0', onnxRuntime: '1.30.0' };
const planes = createPlaneFacts({ readLabels: () => Promise.reject(new Error('no mask is read')), readVolume: () => Promise.reject(new Error('no scan is read')) });
const SOURCES = { machine: { facts: () => MACHINE, peakMemoryBytes: () => 123_456 }, product: '1.2.3' };

/** A volume with so many slices in a plane. */
const shapeOf = (slices: number, plane: Plane): Shape => ({ AXIAL: [1, 1, slices], CORONAL: [1, slices, 1], SAGITTAL: [slices, 1, 1] } as const)[plane];
/** Of every volume: mm between slices of the plane that is compared, and its slices flagged as air; in the other planes nothing is as in this one. */
const SPACING = 2;
const AIR = [0, 5];

interface Archive {
  readonly plane: Plane;
  readonly members: SnapshotMember[];
  readonly segmentations: SegmentationRecord[];
  readonly vectors: Map<VolumeId, Matrix>;
  /** Of slices cropped to a class: `taxonomy region` → slice → vector, as float16 keeps it. */
  readonly crops: Map<VolumeId, ReadonlyMap<string, ReadonlyMap<number, readonly number[]>>>;
}

/** Some volumes lack one; one has a stage that no other has. */
function labelsOf(number: number): SnapshotMember['labels'] {
  return {
    ...(number % 5 === 4 ? {} : { tumour: number % 3 === 0 ? 'yes' : 'no' }),
    ...(number % 4 === 3 ? {} : { stage: number === 10 ? '10' : String(1 + (number % 3)), grade: ['low', 'medium', 'high'][(number * 2) % 3]! }),
  };
}

/** Volumes with random labels on random runs of slices and vectors that follow them loosely; some derive, some share a patient. */
function randomArchive(seed: string, count: number, plane: Plane = 'AXIAL'): Archive {
  const random = createRandom(seed);
  const labels = labelNames('TOTALSEGMENTATOR_V2').slice(0, 40);
  const members: SnapshotMember[] = [];
  const segmentations: SegmentationRecord[] = [];
  const vectors = new Map<VolumeId, Matrix>();
  const columns = 8;
  for (let number = 0; number < count; number += 1) {
    const volumeId = asId('Volume', `vol_${number}`);
    const segmentationId = asId('Segmentation', `seg_${number}`);
    const sliceCount = 2 + random.integer(9);
    members.push({
      volumeId,
      split: number % 3 === 2 ? 'TEST' : 'TRAIN',
      labels: labelsOf(number),
      voxelHash: hashOf(`${seed}${number}`),
      patientId: asId('Patient', `pat_${number < 4 ? Math.floor(number / 2) : number}`),
      derivedFrom: number === count - 1 ? [asId('Volume', 'vol_0')] : [],
      sliceCount,
      segmentationId,
      segmentationVersion: 1,
      segmentationHash: 'x',
    });
    segmentations.push({
      version: 1,
      ...record.segmentation(volumeId, {
        id: segmentationId,
        taxonomy: 'TOTALSEGMENTATOR_V2',
        covers: number % 3 === 0 ? labels.slice(0, 25) : labelNames('TOTALSEGMENTATOR_V2'),
        regions: shuffled(labels, random)
          .slice(0, 3 + random.integer(20))
          .map((region) => ({ region, pixelCounts: Array.from({ length: sliceCount }, () => Math.max(0, random.integer(7) - 3)) })),
      }),
    });
    const data = Float32Array.from({ length: sliceCount * columns }, () => random.normal());
    for (let row = 0; row < sliceCount; row += 1) {
      const part = data.subarray(row * columns, (row + 1) * columns);
      const norm = Math.hypot(...part);
      part.forEach((value, at) => (part[at] = value / norm));
    }
    vectors.set(volumeId, { rows: sliceCount, columns, data });
  }
  members.sort((a, b) => (a.voxelHash < b.voxelHash ? -1 : 1));
  const crops = new Map(segmentations.map((segmentation) => [segmentation.volumeId, randomCrops(segmentation, columns, random)]));
  return { plane, members, segmentations, vectors, crops };
}

function randomCrops(segmentation: SegmentationRecord, columns: number, random: ReturnType<typeof createRandom>): ReadonlyMap<string, ReadonlyMap<number, readonly number[]>> {
  const rowFor = (): readonly number[] => [...decodeEmbeddings(encodeNpy({ rows: 1, columns, data: Float32Array.from({ length: columns }, () => random.normal()) })).data];
  return new Map(
    TAXONOMIES.flatMap((taxonomy) =>
      [...projectRegions(segmentation, taxonomy).counts].map(([region, pixels]) => [`${taxonomy} ${region}`, new Map(showsOnSlices(pixels, 1).map((slice) => [slice, rowFor()]))] as const),
    ),
  );
}

/** The crops of every volume as embedding leaves them, a box for each class. */
async function storeCrops(objects: ReturnType<typeof createMemoryObjects>, { plane, crops, segmentations }: Archive): Promise<void> {
  for (const { id, volumeId } of segmentations) {
    const classes = [...(crops.get(volumeId) ?? [])];
    const rows = classes.flatMap(([, slices]) => [...slices.values()]);
    const keys = objectKeys.crops(asId('Team', 'team_1'), volumeId, croppedRecipe(recipes[plane]).id, id);
    await objects.put(keys.vectors, encodeNpy({ rows: rows.length, columns: rows[0]?.length ?? 8, data: Float32Array.from(rows.flat()) }));
    const index = classes.map(([name, slices]) => ({ box: { i: [0, 0], j: [0, 0] }, classes: [{ taxonomy: name.split(' ')[0], region: name.split(' ')[1] }], slices: [...slices.keys()] }));
    await objects.put(keys.index, Buffer.from(JSON.stringify(index)));
  }
}

function dot(a: Matrix, i: number, b: Matrix, j: number): number {
  let sum = 0;
  for (let at = 0; at < a.columns; at += 1) sum += a.data[i * a.columns + at]! * b.data[j * b.columns + at]!;
  return sum;
}

function openIndexOf({ plane, members, vectors }: Archive): OpenIndex {
  const kind = { planes: [plane], patches: 1 } as const;
  const of = (id: VolumeId): Matrix => vectors.get(id)!;
  const volumes = new Map(members.map((member) => [member.volumeId, { ...member, shape: shapeOf(member.sliceCount, plane) }]));
  return {
    index: record.index(asId('Recipe', 'rec_1'), { id: INDEX, state: 'READY' }),
    kind,
    volumes,
    layoutOf: (id) => rowLayout(kind, volumes.get(id)!.shape),
    vectorsOf: (id) => Promise.resolve(of(id)),
    nearestSlices: (queries, { eligible, k }) =>
      Promise.resolve(
        Array.from({ length: queries.rows }, (_, row) =>
          eligible
            .flatMap((volumeId) => Array.from({ length: of(volumeId).rows }, (__, slice) => ({ volumeId, slice, similarity: dot(queries, row, of(volumeId), slice) })))
            .sort((a, b) => b.similarity - a.similarity)
            .slice(0, k),
        ),
      ),
    maxSimilarities: (queries, candidates) => {
      const argmax = candidates.map((id) =>
        Int32Array.from({ length: queries.rows }, (_, row) => {
          const all = Array.from({ length: of(id).rows }, (__, slice) => dot(queries, row, of(id), slice));
          return all.indexOf(Math.max(...all));
        }),
      );
      const best = candidates.map((id, at) => Float32Array.from(argmax[at]!, (slice, row) => dot(queries, row, of(id), slice)));
      return Promise.resolve({ best, argmax, loadMs: 0 });
    },
    sliceSimilarities: () => Promise.reject(new Error('no slice has patches')),
  };
}

function teamOf(archive: Archive, run: RetrievalRunRecord, missing: readonly VolumeId[] = []): TeamCatalogue {
  const { plane } = archive;
  const axialCount = (slices: number): number => (plane === 'AXIAL' ? slices : 1);
  const inAxialSlices = ({ region, pixelCounts }: RegionCounts): RegionCounts => ({ region, pixelCounts: plane === 'AXIAL' ? pixelCounts : [pixelCounts.reduce((sum, count) => sum + count, 0)] });
  const flagsOf = (of: Plane): readonly number[] => Array.from({ length: 20 }, (_, slice) => (of === plane && AIR.includes(slice) ? SLICE_FLAG.AIR : 0));
  let current = run;
  const team = {
    teamId: asId('Team', 'team_1'),
    runs: {
      get: () => Promise.resolve(current),
      update: (_: unknown, change: Partial<RetrievalRunRecord>) => {
        current = { ...current, ...change };
        return Promise.resolve();
      },
    },
    snapshots: { members: () => Promise.resolve(archive.members.map((member) => ({ ...member, sliceCount: axialCount(member.sliceCount) }))), get: () => Promise.resolve({ hash: 'hash of the snapshot' }) },
    recipes: { get: () => Promise.resolve({ ...recipes[plane], id: asId('Recipe', 'rec_1') }) },
    models: { get: () => Promise.resolve(MODEL) },
    segmentations: {
      getMany: (ids: readonly string[]) => Promise.resolve(archive.segmentations.filter(({ id }) => ids.includes(id)).map((segmentation) => ({ ...segmentation, regions: segmentation.regions.map(inAxialSlices) }))),
      regionsIn: (asked: Plane, ids: readonly string[]) => Promise.resolve(new Map(asked === plane ? archive.segmentations.filter(({ id }) => ids.includes(id)).map(({ id, regions }) => [id, regions]) : [])),
    },
    indexes: {
      get: () => Promise.resolve(record.index(asId('Recipe', 'rec_1'), { id: INDEX, state: 'READY', scope: { kind: 'FROZEN', snapshotId: SNAPSHOT } })),
      volumes: () => Promise.resolve(archive.members),
    },
    embeddings: {
      missing: () => Promise.resolve(missing),
      getMany: (ids: readonly VolumeId[], recipeId: RecipeId) =>
        Promise.resolve(ids.map((id, at) => record.embedding(id, recipeId, { rows: archive.vectors.get(id)!.rows, dimension: 8, seconds: at, provider: at % 2 === 0 ? 'CUDA' : 'CPU' }))),
    },
    volumes: {
      getMany: (ids: readonly VolumeId[]) =>
        Promise.resolve(ids.map((id) => ({ id, shape: shapeOf(archive.vectors.get(id)!.rows, plane), spacing: { AXIAL: [9, 9, SPACING], CORONAL: [9, SPACING, 9], SAGITTAL: [SPACING, 9, 9] }[plane], sliceFlags: flagsOf('AXIAL'), planeFlags: { CORONAL: flagsOf('CORONAL'), SAGITTAL: flagsOf('SAGITTAL') } }))),
    },
  };
  return team as unknown as TeamCatalogue;
}

const config = (change: Partial<RetrievalConfig>): RetrievalConfig => ({ ...DEFAULT_RETRIEVAL_CONFIG, ...change });

async function runOnce(archive: Archive, cell: Cell, pageSize: number, interrupt = false): Promise<{ readonly metrics: RunMetrics; readonly lists: Buffer | undefined; readonly finished: RetrievalRunRecord; readonly held: ReadonlyMap<string, Buffer> }> {
  const protocol = { ...leaveOnePatientOut(SNAPSHOT), ...cell.splits };
  const team = teamOf(archive, record.run(SNAPSHOT, { id: RUN, indexId: cell.control === null ? INDEX : null, config: cell.config, control: cell.control, protocol }));
  const objects = createMemoryObjects();
  if (cell.config.crop !== 'NONE') await storeCrops(objects, archive);
  const make = () => createRetrievalRunService({ objects, ranker: { open: () => Promise.resolve(openIndexOf(archive)) }, loadLabelled: createLabelledGalleryLoader(planes.regionsIn), planes, ...SOURCES });
  const { queryVolumeIds } = await make().plan(team, RUN);
  const options = { signal: new AbortController().signal, onQuery: () => undefined };
  let number = 0;
  for (let start = 0; start < queryVolumeIds.length; start += pageSize, number += 1) {
    const page = { number, queryVolumeIds: queryVolumeIds.slice(start, start + pageSize) };
    if (interrupt) {
      const killed = new AbortController();
      const onQuery = (): void => killed.abort();
      await make().rankPage(team, RUN, page, { signal: killed.signal, onQuery }).catch(() => undefined);
    }
    await make().rankPage(team, RUN, page, options);
    if (interrupt) await make().rankPage(team, RUN, page, options);
  }
  const finished = await make().finish(team, RUN, number);
  return { metrics: finished.metrics!, lists: finished.resultsKey === null ? undefined : objects.held.get(finished.resultsKey), finished, held: objects.held };
}

type Splits = Pick<Protocol, 'gallerySplits' | 'querySplits'>;
interface Cell {
  readonly config: RetrievalConfig;
  readonly control: Control | null;
  readonly splits?: Splits;
}
const SPLITS: Splits = { gallerySplits: ['TRAIN'], querySplits: ['TEST'] };

const CELLS: readonly Cell[] = [
  { config: config({ mode: 'SLICE' }), control: null },
  { config: config({}), control: null },
  { config: config({ k: 5, aggregation: 'SUM', minPixels: 2 }), control: null },
  { config: config({ k: 3, aggregation: 'MAX', reRanking: 'LATE_INTERACTION', candidates: { kind: 'FIRST', count: 3 } }), control: null },
  { config: config({ mode: 'REGION' }), control: null },
  { config: config({ mode: 'REGION', k: 4, reRanking: 'LATE_INTERACTION' }), control: null },
  { config: config({ mode: 'REGION', reRanking: 'LATE_INTERACTION', candidates: { kind: 'GALLERY' }, minPixels: 3 }), control: null },
  { config: config({ mode: 'SLICE', sliceSpacing: 4, skipFlagged: true }), control: null, splits: SPLITS },
  { config: config({ k: 2, sliceSpacing: 3.5, reRanking: 'LATE_INTERACTION' }), control: null, splits: SPLITS },
  { config: config({ mode: 'REGION', skipFlagged: true, minPixels: 2 }), control: null, splits: { gallerySplits: null, querySplits: ['TEST'] } },
  { config: config({ mode: 'LOCALIZED' }), control: null },
  { config: config({ mode: 'LOCALIZED', k: 3, supportingSlices: 3, localizationThreshold: 0.7, reRanking: 'LATE_INTERACTION', sliceSpacing: 4 }), control: null },
  { config: config({ mode: 'LOCALIZED', reRanking: 'LATE_INTERACTION', candidates: { kind: 'GALLERY' } }), control: null, splits: SPLITS },
  { config: config({ mode: 'REGION', crop: 'BOUNDING_BOX' }), control: null },
  { config: config({ mode: 'REGION', crop: 'BOUNDING_BOX', k: 3, minPixels: 2, sliceSpacing: 4, reRanking: 'LATE_INTERACTION' }), control: null, splits: SPLITS },
  { config: config({ mode: 'LOCALIZED', crop: 'BOUNDING_BOX', k: 2, supportingSlices: 3, reRanking: 'LATE_INTERACTION' }), control: null },
  { config: config({ label: { name: 'tumour', order: null } }), control: null },
  { config: config({ label: { name: 'stage', order: null }, k: 3, reRanking: 'LATE_INTERACTION' }), control: null, splits: SPLITS },
  { config: config({ label: { name: 'stage', order: null }, reRanking: 'LATE_INTERACTION', candidates: { kind: 'GALLERY' } }), control: null },
  { config: config({ label: { name: 'grade', order: ['low', 'medium', 'high'] }, k: 5, aggregation: 'SUM', skipFlagged: true }), control: null },
  ...(['RANDOM', 'WIDEST'] as const).map((control) => ({ config: config({ mode: 'SLICE' }), control, splits: SPLITS })),
  ...(['SLICE', 'VOLUME', 'REGION', 'LOCALIZED'] as const).flatMap((mode) => (['RANDOM', 'WIDEST'] as const).map((control) => ({ config: config({ mode }), control }))),
];

async function reference(archive: Archive): Promise<readonly Record<string, never>[]> {
  const volumes = archive.members.map((member) => {
    const segmentation = archive.segmentations.find(({ volumeId }) => volumeId === member.volumeId)!;
    const { rows, columns, data } = archive.vectors.get(member.volumeId)!;
    return {
      id: member.volumeId,
      patient: member.patientId,
      hash: member.voxelHash,
      derivedFrom: member.derivedFrom,
      split: member.split,
      labels: member.labels,
      spacing: SPACING,
      air: AIR,
      crops: Object.fromEntries([...(archive.crops.get(member.volumeId) ?? [])].map(([name, slices]) => [name, Object.fromEntries(slices)])),
      vectors: Array.from({ length: rows }, (_, row) => [...data.subarray(row * columns, (row + 1) * columns)]),
      taxonomies: Object.fromEntries(
        TAXONOMIES.map((taxonomy) => {
          const { covers, counts } = projectRegions(segmentation, taxonomy);
          return [taxonomy, { covers: [...covers], counts: Object.fromEntries(counts) }];
        }),
      ),
    };
  });
  const classes = Object.fromEntries(TAXONOMIES.map((taxonomy) => [taxonomy, classesOf(taxonomy)]));
  const input = JSON.stringify({ volumes, classes, configs: CELLS.map(({ config: of, control, splits }) => ({ ...of, gallerySplits: null, querySplits: null, ...splits, control })) });
  const script = fileURLToPath(new URL('../../../reference/evaluation_reference.py', import.meta.url));
  const child = spawn(await referencePython(), [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(input);
  const output: Buffer[] = [];
  for await (const chunk of child.stdout) output.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(output).toString('utf8')) as readonly Record<string, never>[];
}

/** Compares every figure that the reference gives, to 1e-9. */
function expectSame(actual: unknown, expected: unknown, path: string): void {
  if (typeof expected === 'number') {
    expect(typeof actual === 'number' && Math.abs(actual - expected) < 1e-9, `${path}: ${String(actual)} for ${expected}`).toBe(true);
  } else if (expected !== null && typeof expected === 'object') {
    for (const [key, value] of Object.entries(expected)) expectSame((actual as Record<string, unknown>)[key], value, `${path}.${key}`);
  } else {
    expect(actual, path).toBe(expected);
  }
}

const CHANCE_FIGURES = new Set(['chance', 'chanceMean', 'lift', 'liftMean', 'liftLeftOut']);

const withoutChance = (figures: unknown): unknown => JSON.parse(JSON.stringify(figures, (key, value: unknown) => (CHANCE_FIGURES.has(key) ? undefined : value)));

describe('retrieval runs', () => {
  it.each([['first', 'AXIAL'], ['second', 'AXIAL'], ['third', 'CORONAL'], ['fourth', 'SAGITTAL']] as const)('give the figures of the numpy reference (archive: %s, slices: %s)', async (seed, plane) => {
    const archive = randomArchive(seed, 11, plane);
    const expected = await reference(archive);
    for (const [at, cell] of CELLS.entries()) {
      // A control has no recipe: it is asked about axial slices.
      if (cell.control !== null && plane !== 'AXIAL') continue;
      const { metrics } = await runOnce(archive, cell, 4);
      const figures = {
        winnerSliceRatio: metrics.winnerSliceRatio,
        label: metrics.label,
        taxonomies: Object.fromEntries(
          metrics.taxonomies.map((of) => [of.taxonomy, { ...of, classes: Object.fromEntries(of.classes.map((one) => [one.region, one])) }]),
        ),
      };
      // The chance of localized hits is simulated with other random numbers; it has a test of its own.
      const simulated = cell.config.mode === 'LOCALIZED' && cell.control === null && cell.config.candidates.kind !== 'GALLERY';
      expectSame(figures, simulated ? withoutChance(expected[at]) : expected[at], `${cell.control ?? ''}${JSON.stringify(cell.config)}`);
    }
  }, 180_000);

  it('judges by a label of volumes where nothing is segmented', async () => {
    const archive = randomArchive('labels', 11);
    const bare = { ...archive, segmentations: [], members: archive.members.map((member) => ({ ...member, segmentationId: null })) };
    const told = CELLS.filter((cell) => cell.config.label !== null);
    expect(told.length).toBeGreaterThan(3);
    for (const cell of told) expect((await runOnce(bare, cell, 4)).metrics).toStrictEqual((await runOnce(archive, cell, 4)).metrics);
  });

  it('keeps what each query came to by a label, whose means are those of the figures', async () => {
    const archive = randomArchive('labels', 11);
    for (const cell of CELLS.filter(({ config: { label } }) => label !== null)) {
      const { metrics, held } = await runOnce(archive, cell, 4);
      const { queries, measures, predictions, values } = metrics.label!;
      const trials = unpackLabelTrials(held.get(objectKeys.labelTrials(asId('Team', 'team_1'), RUN))!);
      const meanOf = (name: string): number | null => mean(trials.flatMap(({ measures: { [name]: value } }) => value ?? []));
      expect(trials).toHaveLength(queries);
      expect(values.map(({ value }) => trials.filter((trial) => trial.value === value).length)).toEqual(values.map((one) => one.queries));
      const [, , five] = predictions;
      const figures = [...measures.map((one) => [one.measure, one.mean] as const), ['voteAccuracy(5)', five!.accuracy] as const, ['medianError(5)', five!.meanAbsoluteError] as const];
      for (const [name, figure] of figures) {
        if (figure === null) expect(meanOf(name), name).toBeNull();
        else expect(meanOf(name), name).toBeCloseTo(figure, 12);
      }
    }
  });

  it('draws the intervals of a label from the seed asked for, and says so', async () => {
    const archive = randomArchive('labels', 11);
    const told = (seed?: number) => runOnce(archive, { config: config({ label: { name: 'stage', order: null }, k: 5, ...(seed === undefined ? {} : { figures: { seed } }) }), control: null }, 100);
    const [usual, one, again, other] = [await told(), await told(5), await told(5), await told(6)];
    const plain = ({ metrics }: typeof one): unknown => JSON.parse(JSON.stringify(metrics, (key, value: unknown) => (/interval/iu.test(key) ? undefined : value)));
    const intervals = ({ metrics: { label } }: typeof one) => [label!.measures.map(({ interval }) => interval), label!.predictions.map(({ interval, errorInterval }) => [interval, errorInterval])];
    expect(again.metrics).toStrictEqual(one.metrics);
    expect([plain(usual), plain(other)]).toEqual([plain(one), plain(one)]);
    expect(intervals(one)).not.toEqual(intervals(usual));
    expect(intervals(one)).not.toEqual(intervals(other));
    expect([usual, one].map(({ finished }) => finished.record!.seeds)).toEqual(['label stage', 'label stage 5'].map((seed) => [{ purpose: 'bootstrap, label stage, by measure', seed }]));
  });

  it('gives the same bytes however it is paged, killed and begun again', async () => {
    const archive = randomArchive('paging', 9);
    for (const cell of CELLS) {
      const whole = await runOnce(archive, cell, 100);
      const pieces = await runOnce(archive, cell, 2, true);
      expect(pieces.metrics).toStrictEqual(whole.metrics);
      expect(pieces.lists?.equals(whole.lists!)).toBe(whole.lists === undefined ? undefined : true);
    }
  });

  it('leave a record of what they were measured by, and say which query was cold', async () => {
    const archive = randomArchive('record', 9);
    const { finished } = await runOnce(archive, { config: config({ mode: 'LOCALIZED' }), control: null, splits: SPLITS }, 100);
    const kept = finished.record!;
    const [gallery, queries] = [['TRAIN'], ['TEST']].map((splits) => archive.members.filter(({ split }) => splits.includes(split)));
    const slicesOf = (members: readonly SnapshotMember[]): number => members.reduce((sum, { sliceCount }) => sum + sliceCount, 0);
    expect(kept).toMatchObject({ product: '1.2.3', machine: MACHINE, peakMemoryBytes: 123_456 });
    expect(kept.gallery).toEqual({ snapshotId: SNAPSHOT, hash: 'hash of the snapshot', volumes: 6, slices: slicesOf(gallery!) });
    expect(kept.queries).toEqual({ snapshotId: SNAPSHOT, hash: 'hash of the snapshot', volumes: 3, slices: slicesOf(queries!) });
    expect(kept.encoder).toMatchObject({ modelId: MODEL.id, name: 'Some encoder', revision: 'r7', sha256: MODEL.sha256, recipeId: 'rec_1' });
    // Nine volumes took 0, 1, … 8 seconds; vectors are eight numbers of two bytes.
    expect(kept.embeddings).toEqual({ volumes: 9, slices: slicesOf(archive.members), dimension: 8, bytes: slicesOf(archive.members) * 16, secondsAVolume: 4, providers: ['CPU', 'CUDA'] });
    expect(kept.index).toMatchObject({ indexId: INDEX, parameters: { kind: 'HNSW' }, generation: 1 });
    expect(kept.seeds.map(({ seed }) => seed)).toEqual(['intervals COARSE_29', 'intervals FINE_104', 'localized chance']);
    // Each call is made by a new worker here, so that the first query of its page is cold and two are warm.
    for (const { p50, p99, cold, warm, total } of Object.values(finished.times!)) {
      expect(warm!.p50 * 2 + cold!).toBeCloseTo(total, 6);
      expect(p99).toBeGreaterThanOrEqual(p50);
    }

    const control = await runOnce(archive, { config: config({}), control: 'WIDEST' }, 100);
    expect(control.finished.record).toMatchObject({ encoder: null, embeddings: null, index: null, seeds: [] });
    expect(control.finished.times).toBeNull();
  });

  it('keep measures at depth by class, whose means are those of the summary', async () => {
    const archive = randomArchive('depth', 11);
    const { metrics, held, finished } = await runOnce(archive, { config: config({ mode: 'REGION', k: 3 }), control: null }, 100);
    const objects = createMemoryObjects();
    for (const [key, content] of held) await objects.put(key, content);
    for (const [at, taxonomy] of TAXONOMIES.entries()) {
      const depth = await readDepth(objects, teamOf(archive, finished), finished, taxonomy);
      expect(depth.map(({ measure }) => measure)).toEqual(metrics.depth![at]!.map(({ measure }) => measure));
      for (const [place, { classes, topics, classMean, topicMean }] of depth.entries()) {
        expect(classes.reduce((sum, one) => sum + one.topics, 0)).toBe(topics);
        expect(classes.reduce((sum, { value }) => sum + value, 0) / classes.length).toBeCloseTo(metrics.depth![at]![place]!.classMean!, 12);
        expect(classes.reduce((sum, one) => sum + one.value * one.topics, 0) / topics).toBeCloseTo(topicMean!, 12);
        expect(classMean).toBe(metrics.depth![at]![place]!.classMean);
      }
    }
    const slices = await runOnce(archive, { config: config({ mode: 'SLICE' }), control: null }, 100);
    expect(await readDepth(objects, teamOf(archive, slices.finished), slices.finished, 'FINE_104')).toEqual([]);
  });

  it('gives the figures that were asked for: in one taxonomy, at other depths, with intervals by another seed', async () => {
    const archive = randomArchive('asked for', 11);
    const usual = await runOnce(archive, { config: config({ mode: 'REGION' }), control: null }, 100);
    const asked = (seed: number) => runOnce(archive, { config: config({ mode: 'REGION', figures: { taxonomies: ['FINE_104'], depths: [2, 7], seed } }), control: null }, 100);
    const [one, again, other] = [await asked(5), await asked(5), await asked(6)];
    expect(again.metrics).toStrictEqual(one.metrics);
    expect(one.metrics.taxonomies.map(({ taxonomy }) => taxonomy)).toEqual(['FINE_104']);
    const [fine, before] = [one.metrics.taxonomies[0]!, usual.metrics.taxonomies[1]!];
    const plain = (figures: typeof fine): unknown => JSON.parse(JSON.stringify(figures, (key, value: unknown) => (key === 'interval' ? undefined : value)));
    expect(plain(fine)).toEqual(plain(before));
    expect(fine.interval).not.toEqual(before.interval);
    expect(other.metrics.taxonomies[0]!.interval).not.toEqual(fine.interval);
    expect(unpackRankedLists(one.lists!).flatMap((list) => (list.mode === 'REGION' ? list.regions : [])).every(({ taxonomy }) => taxonomy === 'FINE_104')).toBe(true);

    expect(one.metrics.depth).toHaveLength(1);
    const measures = new Map(one.metrics.depth![0]!.map((figures) => [figures.measure, figures]));
    expect([...measures.keys()]).toEqual([2, 7].flatMap((k) => [`successAt(${k})`]).concat('precisionAt(2)', 'precisionAt(7)', 'averagePrecision', 'averagePrecisionOfReturned(2)', 'averagePrecisionOfReturned(7)', 'ndcgAt(2)', 'ndcgAt(7)', 'reciprocalRank'));
    expect(measures.get('averagePrecision')).toEqual(usual.metrics.depth![1]!.find(({ measure }) => measure === 'averagePrecision'));
  });

  it('takes a volume that is deleted while it plans for gone, not for missing from the index', async () => {
    const archive = randomArchive('deleted', 6);
    const deleted = archive.members[2]!.volumeId;
    const left = archive.members.filter(({ volumeId }) => volumeId !== deleted);
    const team = teamOf(archive, record.run(SNAPSHOT, { id: RUN, indexId: INDEX, control: null, config: config({}) }));
    const looks = [archive.members, left];
    const snapshots = { members: () => Promise.resolve(looks.shift() ?? left) };
    const indexes = { ...team.indexes, volumes: () => Promise.resolve(left) };
    const service = createRetrievalRunService({ objects: createMemoryObjects(), ranker: { open: () => Promise.reject(new Error('not asked')) }, loadLabelled: createLabelledGalleryLoader(planes.regionsIn), planes, ...SOURCES });
    const { queryVolumeIds } = await service.plan({ ...team, snapshots, indexes } as unknown as TeamCatalogue, RUN);
    expect(queryVolumeIds).toEqual(left.map(({ volumeId }) => volumeId));

    const missing = { ...team, indexes } as unknown as TeamCatalogue;
    await expect(service.plan(missing, RUN)).rejects.toMatchObject({ code: 'EMBEDDINGS_MISSING', path: 'indexId' });
  });

  it('refuses what cannot run before it starts', async () => {
    const archive = randomArchive('refused', 6);
    const service = createRetrievalRunService({ objects: createMemoryObjects(), ranker: { open: () => Promise.reject(new Error('not asked')) }, loadLabelled: createLabelledGalleryLoader(planes.regionsIn), planes, ...SOURCES });
    const plan = (of: Archive, run: Partial<RetrievalRunRecord> = {}, missing: readonly VolumeId[] = []) =>
      service.plan(teamOf(of, record.run(SNAPSHOT, { id: RUN, indexId: INDEX, control: null, ...run }), missing), RUN);
    const alone: PatientId = asId('Patient', 'pat_only');

    await expect(plan({ ...archive, members: archive.members.map((member) => ({ ...member, segmentationId: null })) })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'snapshotId' });
    await expect(plan({ ...archive, members: archive.members.map((member) => ({ ...member, patientId: alone })) })).rejects.toMatchObject({ code: 'EMPTY_GALLERY' });
    await expect(plan(archive, { snapshotId: asId('Snapshot', 'snap_other') })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'indexId' });
    await expect(plan(archive, {}, [archive.members[0]!.volumeId])).rejects.toMatchObject({ code: 'EMBEDDINGS_MISSING' });
    await expect(plan(archive, { config: config({ localizationThreshold: 0 }) })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'config.localizationThreshold' });
    await expect(plan(archive, { config: config({ candidates: { kind: 'GALLERY' } }) })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'config.candidates' });
    await expect(plan(archive, { config: config({ crop: 'BOUNDING_BOX' }) })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'config.crop' });
    const cropping = { ...teamOf(archive, record.run(SNAPSHOT, { id: RUN, indexId: INDEX, control: null, config: config({ mode: 'REGION', crop: 'BOUNDING_BOX' }) })), embeddings: { missing: (ids: readonly VolumeId[], recipeId: string) => Promise.resolve(recipeId === croppedRecipe(recipe).id ? ids : []) } };
    await expect(service.plan(cropping as unknown as TeamCatalogue, RUN)).rejects.toMatchObject({ code: 'EMBEDDINGS_MISSING', path: 'config.crop' });
    const told = (name: string, order: readonly string[] | null = null, change: Partial<RetrievalConfig> = {}) => plan(archive, { config: config({ label: { name, order }, ...change }) });
    await expect(told('colour')).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'config.label' });
    await expect(told('constructor')).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'config.label' });
    await expect(told('')).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'config.label.name' });
    await expect(told('tumour', null, { mode: 'REGION' })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'config.label' });
    await expect(told('tumour', ['no'])).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'config.label.order' });
    await expect(told('tumour', ['no', 'no'])).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'config.label.order' });
    await expect(told('tumour', ['no', 'perhaps'])).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'config.label.order' });
    await expect(plan(archive, { control: 'RANDOM', indexId: null, config: config({ label: { name: 'tumour', order: null } }) })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'config.label' });
    const named = { ...archive, members: Array.from({ length: 120 }, (_, at) => ({ ...archive.members[at % 6]!, labels: { name: String(at) } })) };
    await expect(plan(named, { config: config({ label: { name: 'name', order: null } }) })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'config.label' });
    await expect(plan(archive, { protocol: { ...leaveOnePatientOut(SNAPSHOT), querySplits: ['VALIDATION'] } })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'protocol.querySplits' });
  });
});
