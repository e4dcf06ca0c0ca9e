import type { Trial } from '../../src/domain/evaluation/trial.js';
import { asId } from '../../src/domain/ids.js';
import { createRandom } from '../../src/domain/statistics/random.js';

export interface TrialPlan {
  readonly seed: string;
  readonly patients: number;
  readonly regions: number;
  /** The chance that a trial is right, for the patients in turn: patients that differ make trials that hang together. */
  readonly ability: (patient: number) => number;
  /** The share of trials without a judgement. */
  readonly unjudged?: number;
}

/** Trials of seeded patients with one to six queries, each of which shows about half of the classes; two plans with the same counts have the same queries. */
export function makeTrials({ seed, patients, regions, ability, unjudged = 0 }: TrialPlan): readonly Trial[] {
  const outcome = createRandom(seed);
  const queries = createRandom(`queries of ${patients}`);
  const trials: Trial[] = [];
  for (let patient = 0; patient < patients; patient += 1) {
    for (let query = queries.integer(6); query >= 0; query -= 1) {
      for (let region = 0; region < regions; region += 1) {
        // The first class is rare, so that some replicates miss it.
        if (queries.uniform() > (region === 0 ? 0.03 : 0.5)) continue;
        const value = outcome.uniform() < unjudged ? null : Number(outcome.uniform() < ability(patient));
        trials.push({ region: `region-${region}`, patientId: asId('Patient', `pat_${patient}`), value, chance: 0.5, attainable: true });
      }
    }
  }
  return trials;
}
