import { areaUnderCurve } from '../statistics/area-under-curve.js';
import { twoWayBootstrap } from '../statistics/cluster-bootstrap.js';
import type { Estimate } from '../statistics/estimate.js';
import { createRandom } from '../statistics/random.js';
import { weightedMean, weightsAt } from '../statistics/weighted-mean.js';
import type { Condition } from './assign-crossover.js';

/** A reader's answer to the question of a case. */
export interface DiagnosticAnswer {
  readonly positive: boolean;
  /** In this answer, higher is surer; of the scale of the study. */
  readonly confidence: number;
  readonly seconds: number;
}

/** What one reader said of one case in both conditions; null: nothing that counts. */
export type Reading = Readonly<Record<Condition, DiagnosticAnswer | null>>;

export interface DiagnosticQuestion {
  /** The truth of each case. */
  readonly truths: readonly boolean[];
  /** Of each case; those of one patient have the same number. */
  readonly clusters: readonly number[];
  /** `readings[reader][case]`. */
  readonly readings: readonly (readonly Reading[])[];
  readonly replicates: number;
  readonly seed: string;
}

export interface Contrast {
  readonly without: Estimate;
  readonly with: Estimate;
  /** With minus without. */
  readonly difference: Estimate;
}

export interface DiagnosticFigures {
  /** Share of right answers, 0 … 1. */
  readonly accuracy: Contrast;
  /** Area under the ROC curve of the confidence, 0 … 1. */
  readonly auc: Contrast;
  /** Mean time of an answer in seconds. */
  readonly seconds: Contrast;
  /** Readings that count: both conditions were answered. */
  readonly readings: number;
  readonly readingsUnfinished: number;
}

const CONDITIONS = ['WITHOUT', 'WITH'] as const;
const FIGURES = ['accuracy', 'auc', 'seconds'] as const;

/**
 * Each figure is the mean over readers of the reader's own, from cases that the reader answered in both conditions. Intervals by a two-way
 * bootstrap of readers and of patients with their cases, the same draw for both conditions. In a draw, a reader without a positive or a negative case has no
 * AUC and is left out of its mean.
 */
export function diagnosticFigures({ truths, clusters, readings, replicates, seed }: DiagnosticQuestion): DiagnosticFigures {
  const patients = new Map([...new Set(clusters)].map((cluster, place) => [cluster, place]));
  const places = Int32Array.from(clusters, (cluster) => patients.get(cluster) ?? 0);
  const readers = readings.map((row) => readerFigures(truths, row));
  const statistic = (readerWeights: ArrayLike<number>, patientWeights: ArrayLike<number>): readonly (number | null)[] => {
    const caseWeights = weightsAt(places, patientWeights);
    const own = readers.map((figuresOf, reader) => ((readerWeights[reader] ?? 0) === 0 ? null : figuresOf(caseWeights)));
    return FIGURES.flatMap((figure) => {
      const [without, withIt] = CONDITIONS.map((condition) => weightedMean(Float64Array.from(own, (figures) => figures?.[condition][figure] ?? NaN), readerWeights));
      return [without ?? null, withIt ?? null, without == null || withIt == null ? null : withIt - without];
    });
  };
  const random = createRandom(`${seed} diagnostic`);
  const estimates = twoWayBootstrap({ readers: readings.length, cases: patients.size }, statistic, { replicates, random });
  const contrast = (at: number): Contrast => ({ without: estimates[at]!, with: estimates[at + 1]!, difference: estimates[at + 2]! });
  const finished = readings.flat().filter(isFinished).length;
  return { accuracy: contrast(0), auc: contrast(3), seconds: contrast(6), readings: finished, readingsUnfinished: readings.flat().length - finished };
}

const isFinished = (reading: Reading): reading is Readonly<Record<Condition, DiagnosticAnswer>> => reading.WITHOUT !== null && reading.WITH !== null;

/** How sure the reader is that the case is positive: an answer "no" counts down from 0. */
const scoreOf = ({ positive, confidence }: DiagnosticAnswer): number => (positive ? confidence : -confidence);

type OwnFigures = Readonly<Record<(typeof FIGURES)[number], number | null>>;

/** One reader's figures in both conditions under weights for the cases. */
function readerFigures(truths: readonly boolean[], row: readonly Reading[]): (caseWeights: ArrayLike<number>) => Readonly<Record<Condition, OwnFigures>> {
  const cases = row.flatMap((reading, at) => (isFinished(reading) ? [{ at, truth: truths[at] ?? false, reading }] : []));
  const places = Int32Array.from(cases, ({ at }) => at);
  const conditions = CONDITIONS.map((condition) => ({
    right: Float64Array.from(cases, ({ truth, reading }) => (reading[condition].positive === truth ? 1 : 0)),
    seconds: Float64Array.from(cases, ({ reading }) => reading[condition].seconds),
    curve: areaUnderCurve(cases.map(({ truth, reading }) => ({ score: scoreOf(reading[condition]), positive: truth }))),
  }));
  return (caseWeights) => {
    const weights = weightsAt(places, caseWeights);
    const [without, withIt] = conditions.map(({ right, seconds, curve }): OwnFigures => ({ accuracy: weightedMean(right, weights), auc: curve(weights), seconds: weightedMean(seconds, weights) }));
    return { WITHOUT: without!, WITH: withIt! };
  };
}
