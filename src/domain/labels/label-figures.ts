import type { Interval } from '../statistics/interval.js';

/** How many of a run's volumes have one value of a label. */
export interface LabelValueCount {
  readonly value: string;
  readonly queries: number;
  /** Of these queries. */
  readonly patients: number;
  /** Volumes that can be found. */
  readonly gallery: number;
}

/** A measure of the ranked lists, where a volume is relevant that has the value of the query. */
export interface LabelMeasureFigures {
  /** As the definitions write it, e.g. `precisionAt(10)`. */
  readonly measure: string;
  /** Queries whose value some eligible volume has; the figures are over these. */
  readonly queries: number;
  readonly patients: number;
  /** Over queries; null without any. */
  readonly mean: number | null;
  readonly interval: Interval | null;
  readonly chance: number | null;
  readonly lift: number | null;
  /** Mean over the values of the means over their queries. */
  readonly valueMean: number | null;
  readonly valueInterval: Interval | null;
  readonly valueChance: number | null;
}

/** What the values of the first so many volumes foretell of that of the query. */
export interface LabelPredictionFigures {
  readonly neighbours: number;
  /** Queries that found anything; the others count as wrong, and have no error. */
  readonly predicted: number;
  /** Share of queries whose value is the commonest among the neighbours. */
  readonly accuracy: number | null;
  readonly interval: Interval | null;
  readonly chance: number | null;
  readonly lift: number | null;
  /** Accuracy of always answering with the commonest value of the eligible gallery. */
  readonly majority: number | null;
  /** Mean over values of the share that was told right. */
  readonly balancedAccuracy: number | null;
  readonly balancedInterval: Interval | null;
  readonly balancedChance: number | null;
  /** Ordinal only: mean distance of the median of the neighbours from the value of the query. */
  readonly meanAbsoluteError: number | null;
  readonly errorInterval: Interval | null;
  readonly errorChance: number | null;
  readonly confusion: readonly { readonly actual: string; readonly predicted: string | null; readonly queries: number }[];
}

/** How well a label of volumes can be told from those that a run found. */
export interface LabelFigures {
  readonly label: string;
  readonly kind: 'CATEGORICAL' | 'ORDINAL';
  readonly queries: number;
  readonly patients: number;
  /** Volumes of the query set and of the gallery that lack the label, and are in neither. */
  readonly queriesLeftOut: number;
  readonly galleryLeftOut: number;
  /** Queries whose value no eligible volume has: no prediction can be right. */
  readonly unattainable: number;
  readonly values: readonly LabelValueCount[];
  readonly measures: readonly LabelMeasureFigures[];
  readonly predictions: readonly LabelPredictionFigures[];
}
