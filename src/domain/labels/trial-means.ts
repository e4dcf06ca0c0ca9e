import { numberPatients } from '../evaluation/number-patients.js';
import type { Trial } from '../evaluation/trial.js';
import { groupBy } from '../group-by.js';
import { bootstrapRecall } from '../statistics/bootstrap-recall.js';
import type { Interval } from '../statistics/interval.js';
import { mean } from '../statistics/moments.js';

/** Over all trials, and over the means of their values of the label; null without trials. */
export interface TrialMeans {
  readonly mean: number | null;
  readonly interval: Interval | null;
  readonly chance: number | null;
  readonly valueMean: number | null;
  readonly valueInterval: Interval | null;
  readonly valueChance: number | null;
}

/** Means with intervals by the bootstrap over patients. A trial's class is the value that its query has. */
export function trialMeans(trials: readonly Trial[], seed: string): TrialMeans {
  const byValue = [...groupBy(trials, ({ region }) => region).values()];
  const over = (of: (trial: Trial) => number) => ({ all: mean(trials.map(of)), values: mean(byValue.map((own) => mean(own.map(of)) ?? 0)) });
  const found = over(({ value }) => value ?? 0);
  const expected = over(({ chance }) => chance);
  const { micro, macro } = bootstrapRecall(numberPatients(trials)[0] ?? [], { seed });
  return { mean: found.all, interval: micro, chance: expected.all, valueMean: found.values, valueInterval: macro, valueChance: expected.values };
}
