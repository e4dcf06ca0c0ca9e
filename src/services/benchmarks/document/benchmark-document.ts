import { z } from 'zod';
import { PLANES } from '../../../domain/geometry/planes.js';
import { MOST_LABEL_VALUES } from '../../../domain/labels/label-target.js';
import { huWindow } from '../../embedding/make-recipe.js';
import { LEAST_PLANE_SPACING, MOST_NEIGHBOUR_DISTANCE, MOST_PLANE_SPACING, MOST_STRIDE } from '../../embedding/recipe-options.js';
import { CONFIG_RANGES, DEFAULT_RETRIEVAL_CONFIG } from '../../../domain/ranking/retrieval-config.js';

/** The form of the document; raised when a field changes its meaning. */
export const DOCUMENT_VERSION = 1;

const within = (name: keyof typeof CONFIG_RANGES) => z.number().min(CONFIG_RANGES[name].least).max(CONFIG_RANGES[name].most);
const wholeWithin = (name: keyof typeof CONFIG_RANGES) => z.int().min(CONFIG_RANGES[name].least).max(CONFIG_RANGES[name].most);
const name = z.string().min(1).max(200);
const some = <Item extends z.ZodType>(item: Item, most: number) => z.array(item).min(1).max(most);

const split = z.enum(['TRAIN', 'VALIDATION', 'TEST', 'NONE']);

const volumeSet = z.strictObject({
  /** A data set by its name; its present state becomes a snapshot. */
  dataset: name,
  /** The splits that count; all without it. */
  splits: some(split, 4).optional(),
  /** The collection that the volumes come from, as encoders name what they learned from; the data set's name without it. */
  source: name.optional(),
});

const encoder = z.strictObject({
  /** A model by its id, or its id without `mod_`; by its name, the newest of its revisions. */
  model: name,
  /** That slices lie in; AXIAL without it. */
  plane: z.enum(PLANES).optional(),
  /** Hounsfield window of the slice image; 40/400 without it. */
  window: huWindow.optional(),
  /** What stands in the channels of a model that has three; the same slice in each without it. */
  channels: z.enum(['THREE_WINDOWS', 'NEIGHBOURS']).optional(),
  /** With THREE_WINDOWS: of the second and the third channel; lung and bone without it. */
  otherWindows: z.tuple([huWindow, huWindow]).optional(),
  /** With NEIGHBOURS: slices to either side; 1 without it. */
  neighbourDistance: z.int().min(1).max(MOST_NEIGHBOUR_DISTANCE).optional(),
  /** Of an encoder of volumes: mm between the planes of its windows, and slices from window to window. */
  sliding: z.strictObject({ spacing: z.number().min(LEAST_PLANE_SPACING).max(MOST_PLANE_SPACING).optional(), stride: z.int().min(1).max(MOST_STRIDE).optional() }).optional(),
  /** A vector for each cell of a grid over the slice, of models whose entry names patches; one vector a slice without it. */
  patches: z.strictObject({ rows: z.int().min(1).max(256), columns: z.int().min(1).max(256) }).optional(),
  /** Principal components, learnt from the embeddings of the gallery; all numbers of the model without it. */
  reduction: z.strictObject({ components: z.int().min(1).max(100_000) }).optional(),
  /** How vectors are stored; in 16 bits without it. */
  storage: z.enum(['FLOAT16', 'INT8']).optional(),
});

/** An approximate index may differ from build to build: `builds` of the same kind are measured side by side. */
const builds = z.int().min(1).max(10).default(1);
const index = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('EXACT') }),
  z.strictObject({ kind: z.literal('FLAT') }),
  z.strictObject({ kind: z.literal('HNSW'), m: z.int().min(2).max(2_048).default(16), efConstruction: z.int().min(8).max(4_096).default(200), ef: z.int().min(1).max(32_768).default(64), builds }),
  z.strictObject({ kind: z.literal('IVF_FLAT'), nlist: z.int().min(1).max(65_536).default(128), nprobe: z.int().min(1).max(65_536).default(16), builds }),
  z.strictObject({ kind: z.literal('AUTOINDEX'), builds }),
]);

const share = z.number().min(0.05).max(1);
const perturbation = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('SPACING'), spacing: z.number().min(0.1).max(50) }),
  z.strictObject({ kind: z.literal('SLICE_THICKNESS'), thickness: z.number().min(0.1).max(200) }),
  z.strictObject({ kind: z.literal('NOISE'), deviation: z.number().min(0.1).max(1_000) }),
  z.strictObject({ kind: z.literal('WINDOW'), center: z.number().min(-10_000).max(10_000), width: z.number().min(1).max(20_000) }),
  z.strictObject({ kind: z.literal('CROP'), inPlane: share.default(1), length: share.default(1) }).refine(({ inPlane, length }) => inPlane < 1 || length < 1, { path: ['inPlane'], message: 'keeps all: give inPlane or length below 1' }),
  z.strictObject({ kind: z.literal('FLIP'), axis: z.enum(['LEFT_RIGHT', 'ANTERIOR_POSTERIOR', 'HEAD_FEET']) }),
]);

/** HIT, GALLERY, or the first C of the volumes hit. */
const candidates = z.union([z.enum(['HIT', 'GALLERY']), wholeWithin('candidateCount')]);

/** A label of volumes that is to be told from those found; with an order of its values, the least first, it is ordinal. */
const label = z.union([name, z.strictObject({ name, order: z.array(name).min(2).max(MOST_LABEL_VALUES).optional() })]);

/**
 * A benchmark as people write it, in YAML or JSON: which volumes are asked about and found, by which encoders and indexes, and every
 * combination of settings to measure. The same document on the same data is the same benchmark.
 */
export const benchmarkDocument = z.strictObject({
  version: z.literal(DOCUMENT_VERSION),
  name,
  description: z.string().max(2_000).optional(),
  gallery: volumeSet,
  /** The volumes asked about; the gallery's own without it, each patient left out in turn. */
  queries: volumeSet.optional(),
  encoders: some(encoder, 20),
  indexes: some(index, 10).default([{ kind: 'EXACT' }]),
  modes: some(z.enum(['SLICE', 'VOLUME', 'REGION', 'LOCALIZED']), 4),
  aggregations: some(z.enum(['COUNT', 'MAX', 'SUM']), 3).default(['COUNT']),
  k: some(wholeWithin('k'), 10).default([DEFAULT_RETRIEVAL_CONFIG.k]),
  reRankings: some(z.enum(['NONE', 'LATE_INTERACTION']), 2).default(['NONE', 'LATE_INTERACTION']),
  candidates: some(candidates, 30).default(['HIT']),
  /** REGION and LOCALIZED: whether slices of a query are compared whole, or cropped to the region. */
  crops: some(z.enum(['NONE', 'BOUNDING_BOX']), 2).default([DEFAULT_RETRIEVAL_CONFIG.crop]),
  controls: z.array(z.enum(['RANDOM', 'WIDEST', 'PIXELS'])).max(3).default(['RANDOM', 'WIDEST', 'PIXELS']),
  /** Classes of either taxonomy to ask about; all without it. */
  classes: some(name, 133).optional(),
  /** The queries are asked about again after each of these; see src/domain/perturbation. */
  perturbations: some(perturbation, 20).optional(),
  /** VOLUME is judged by each of these labels of volumes, in place of what slices show. */
  labels: some(label, 20).optional(),
  /** Taxonomies that are judged in; both without it. */
  taxonomies: some(z.enum(['COARSE_29', 'FINE_104']), 2).optional(),
  /** Depths k of the measures that have one; the usual ones without it. */
  depths: some(wholeWithin('depth'), 20).optional(),
  /** Of intervals, simulated chances and perturbations. */
  seed: z.int().min(0).max(2 ** 31 - 1).optional(),
  minPixels: wholeWithin('minPixels').default(DEFAULT_RETRIEVAL_CONFIG.minPixels),
  /** mm. */
  sliceSpacing: within('sliceSpacing').optional(),
  skipFlagged: z.boolean().default(DEFAULT_RETRIEVAL_CONFIG.skipFlagged),
  supportingSlices: wholeWithin('supportingSlices').default(DEFAULT_RETRIEVAL_CONFIG.supportingSlices),
  localizationThreshold: within('localizationThreshold').default(DEFAULT_RETRIEVAL_CONFIG.localizationThreshold),
});

export type BenchmarkDocument = z.infer<typeof benchmarkDocument>;
/** As it is written: fields with a default may be left out. */
export type WrittenBenchmark = z.input<typeof benchmarkDocument>;
export type DocumentIndex = BenchmarkDocument['indexes'][number];
export type DocumentEncoder = BenchmarkDocument['encoders'][number];
