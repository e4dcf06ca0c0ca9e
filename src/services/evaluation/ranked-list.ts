import { gunzipSync, gzipSync } from 'node:zlib';
import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { DepthByClass } from '../../domain/evaluation/depth/depth-summary.js';
import type { TrialCount } from '../../domain/evaluation/trial-count.js';
import type { VolumeId } from '../../domain/ids.js';
import type { LabelTrial } from '../../domain/labels/label-trials.js';

/** One volume of a ranked list. */
export interface RankedEntry {
  readonly volumeId: VolumeId;
  readonly stage1: { readonly rank: number; readonly score: number } | null;
  readonly stage2: { readonly rank: number; readonly score: number; readonly mean: number } | null;
  /** LOCALIZED: the distinct slices that speak for the volume, best first. */
  readonly supportingSlices?: readonly number[];
}

export interface RankedSlice {
  readonly volumeId: VolumeId;
  readonly slice: number;
  readonly similarity: number;
}

/** What the slices of a query that show one class found. */
export interface RankedRegion {
  readonly taxonomy: EvaluationTaxonomy;
  readonly region: string;
  readonly querySlices: number;
  readonly ranked: readonly RankedEntry[];
  /** LOCALIZED: the simulated chance of a localized hit; null where it could not be simulated. */
  readonly chance?: number | null;
}

/** What a run keeps of one query: one line of its results. */
export type RankedList = { readonly queryVolumeId: VolumeId; readonly querySlices: number } & (
  | {
      readonly mode: 'SLICE';
      /** The nearest slice of each slice of the query; null where none is eligible, or where the slice was not asked about. */
      readonly nearest: readonly (RankedSlice | null)[];
      /** The slices that were asked about, ascending; absent where all were. */
      readonly asked?: readonly number[];
    }
  | { readonly mode: 'VOLUME'; readonly ranked: readonly RankedEntry[] }
  | {
      readonly mode: 'REGION' | 'LOCALIZED';
      readonly regions: readonly RankedRegion[];
    }
);

/** Milliseconds of one query; of a REGION query for all regions together. */
export type QueryTimes = Readonly<Record<'prepare' | 'search' | 'aggregate' | 'load' | 'rerank' | 'total', number>>;

/** A line of a page: results and times apart, since only the former are the same each time. */
export interface PageLine {
  readonly list: RankedList;
  readonly times: QueryTimes;
  /** Whether it was the first question that its worker put to the index; absent from pages of before it was noted. */
  readonly cold?: boolean;
}

/** Measures at depth in one taxonomy, class by class; none in modes that have none. */
export interface DepthOfTaxonomy {
  readonly taxonomy: EvaluationTaxonomy;
  readonly measures: readonly DepthByClass[];
}

/** Gzipped JSON lines, the same bytes for the same lines. */
export function packLines(lines: readonly unknown[]): Buffer {
  return gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

export function unpackPage(content: Buffer): readonly PageLine[] {
  return unpackLines(content) as readonly PageLine[];
}

/** What each query came to, by taxonomy. */
export function unpackTrials(content: Buffer): readonly { readonly taxonomy: EvaluationTaxonomy; readonly counts: readonly TrialCount[] }[] {
  return unpackLines(content) as readonly { readonly taxonomy: EvaluationTaxonomy; readonly counts: readonly TrialCount[] }[];
}

export function unpackLabelTrials(content: Buffer): readonly LabelTrial[] {
  return unpackLines(content) as readonly LabelTrial[];
}

export function unpackDepth(content: Buffer): readonly DepthOfTaxonomy[] {
  return unpackLines(content) as readonly DepthOfTaxonomy[];
}

export function unpackRankedLists(content: Buffer): readonly RankedList[] {
  return unpackLines(content) as readonly RankedList[];
}

function unpackLines(content: Buffer): readonly unknown[] {
  return gunzipSync(content)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}
