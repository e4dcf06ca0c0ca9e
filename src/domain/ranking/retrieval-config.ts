import type { EvaluationTaxonomy } from '../anatomy/taxonomy.js';
import { DEFAULT_LOCALIZATION_THRESHOLD } from '../evaluation/localization.js';
import type { LabelTarget } from '../labels/label-target.js';
import { DEFAULT_SUPPORTING_SLICES } from './supporting-slices.js';

/** What is compared: one slice, all slices of a volume, the slices that show a region, or these judged by where the match lies. */
export type RetrievalMode = 'SLICE' | 'VOLUME' | 'REGION' | 'LOCALIZED';

/** How slice hits become a volume's stage-1 score: a vote a hit, the best similarity, or the sum of similarities. */
export type Aggregation = 'COUNT' | 'MAX' | 'SUM';

/** Which volumes stage 2 sees: all with a hit, the first C of these, or every eligible volume (stage 1 skipped). */
export type Candidates =
  | { readonly kind: 'HIT' }
  | { readonly kind: 'FIRST'; readonly count: number }
  | { readonly kind: 'GALLERY' };

export type ReRanking = 'NONE' | 'LATE_INTERACTION';

/** Whole slices, or slices cropped in-plane to the bounding box of the region over all slices, with a margin of 10 mm. */
export type QueryCrop = 'NONE' | 'BOUNDING_BOX';

/** Everything that shapes a ranking besides index, query and gallery. Content-addressed; immutable. */
export interface RetrievalConfig {
  readonly mode: RetrievalMode;
  /** Slices taken for each query slice, 1 … 1,000. */
  readonly k: number;
  readonly aggregation: Aggregation;
  readonly candidates: Candidates;
  readonly reRanking: ReRanking;
  /** Pixels of the canonical grid that a region needs on a slice to be shown by it, ≥ 1. */
  readonly minPixels: number;
  /** The query's slices are thinned to be at least so far apart, in mm; null leaves them as they are. */
  readonly sliceSpacing: number | null;
  /** Whether slices of the query that are flagged as air are left out. */
  readonly skipFlagged: boolean;
  /** L: how many distinct supporting slices say where a match lies, 1 … 1,000. */
  readonly supportingSlices: number;
  /** τ: the share of these that must show the region for the match to be localized, above 0 … 1. */
  readonly localizationThreshold: number;
  /** Classes of either taxonomy that are asked about; null for all. */
  readonly classes: readonly string[] | null;
  /** VOLUME: the run is judged by this label of volumes in place of what slices show; null for the latter. */
  readonly label: LabelTarget | null;
  /** REGION and LOCALIZED: whether the query's slices are cropped in-plane to the region. The gallery is never cropped. */
  readonly crop: QueryCrop;
  /** Which figures are wanted of it, where not the usual ones. */
  readonly figures?: FiguresAsked;
}

/** Each absent where it is as usual, so that a configuration of before these could be chosen is the same. */
export interface FiguresAsked {
  /** Taxonomies that are judged in; both without it. */
  readonly taxonomies?: readonly EvaluationTaxonomy[];
  /** Depths k of the measures that have one, ascending. */
  readonly depths?: readonly number[];
  /** Of intervals and simulated chances. */
  readonly seed?: number;
}

/** Our reading of the paper's setting: one vote for each slice of the query, nothing thinned or left out. */
export const DEFAULT_RETRIEVAL_CONFIG: RetrievalConfig = {
  mode: 'VOLUME',
  k: 1,
  aggregation: 'COUNT',
  candidates: { kind: 'HIT' },
  reRanking: 'NONE',
  minPixels: 1,
  sliceSpacing: null,
  skipFlagged: false,
  supportingSlices: DEFAULT_SUPPORTING_SLICES,
  localizationThreshold: DEFAULT_LOCALIZATION_THRESHOLD,
  classes: null,
  label: null,
  crop: 'NONE',
};

/** The range of each number of a configuration, both ends included. */
export const CONFIG_RANGES = {
  k: { least: 1, most: 1_000 },
  candidateCount: { least: 1, most: 10_000 },
  minPixels: { least: 1, most: 1_000_000 },
  sliceSpacing: { least: 0.1, most: 1_000 },
  supportingSlices: { least: 1, most: 1_000 },
  localizationThreshold: { least: 0.001, most: 1 },
  depth: { least: 1, most: 1_000 },
} as const;

/** Raised by hand when the same inputs would rank or score otherwise. */
export const RANKING_VERSION = 1;
