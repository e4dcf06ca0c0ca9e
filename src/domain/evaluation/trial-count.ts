import { groupBy } from '../group-by.js';
import type { PatientId, VolumeId } from '../ids.js';
import type { QueryTrial, Trial } from './trial.js';

/** The trials of one class with one query volume, added up: what intervals and comparisons need, however many slices a query has. */
export interface TrialCount {
  readonly region: string;
  readonly queryVolumeId: VolumeId;
  readonly patientId: PatientId;
  /** Judged trials; 1 but for SLICE. */
  readonly judged: number;
  /** Sum of their values, 0 … judged. */
  readonly hits: number;
  /** Sum of their chances. */
  readonly chance: number;
  readonly unjudged: number;
}

/** In the order in which query volumes and classes come. */
export function countTrials(trials: readonly QueryTrial[]): readonly TrialCount[] {
  return [...groupBy(trials, ({ queryVolumeId, region }) => `${queryVolumeId} ${region}`).values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const judged = group.filter(({ value }) => value !== null);
    const sum = (of: (trial: QueryTrial) => number): number => judged.reduce((total, trial) => total + of(trial), 0);
    const { region, queryVolumeId, patientId } = first;
    return [{ region, queryVolumeId, patientId, judged: judged.length, hits: sum(({ value }) => value ?? 0), chance: sum(({ chance }) => chance), unjudged: group.length - judged.length }];
  });
}

/** Trials that come to the same counts: intervals and comparisons, which look at patients and classes alone, cannot tell them from those counted. */
export function expandCounts(counts: readonly TrialCount[]): readonly Trial[] {
  return counts.flatMap(({ region, patientId, judged, hits, chance, unjudged }) => {
    const of = (value: number | null): Trial => ({ region, patientId, value, chance: judged === 0 ? 0 : chance / judged, attainable: true });
    const whole = Math.floor(hits);
    const values = Array.from({ length: judged }, (_, at) => (at < whole ? 1 : at === whole ? hits - whole : 0));
    return [...values.map(of), ...Array.from({ length: unjudged }, () => of(null))];
  });
}
