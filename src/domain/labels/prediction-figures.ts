import { liftOver } from '../evaluation/lift.js';
import type { Trial } from '../evaluation/trial.js';
import { groupBy } from '../group-by.js';
import { mean } from '../statistics/moments.js';
import type { LabelPredictionFigures } from './label-figures.js';
import type { LabelQuestion } from './label-questions.js';
import type { LabelScale } from './label-scale.js';
import { chanceOfMedianError } from './median-chance.js';
import { medianErrorOf, voteOf } from './predict-label.js';
import { trialMeans } from './trial-means.js';
import { chanceOfVote } from './vote-chance.js';

interface Predictions {
  /** How many of the first volumes foretell. */
  readonly neighbours: number;
  readonly scale: LabelScale;
  readonly queries: readonly LabelQuestion[];
  /** Of the intervals. */
  readonly seed: string;
}

export function predictionFigures(predictions: Predictions): LabelPredictionFigures {
  const { neighbours, queries, seed } = predictions;
  const chanceFor = remembered((counts, value) => chanceOfVote(counts, value, neighbours));
  const answers = queries.map((query) => ({ ...query, predicted: voteOf(query.neighbours.slice(0, neighbours)) }));
  const trials = answers.map(({ patientId, value, counts, predicted }): Trial => ({ region: value, patientId, value: predicted === value ? 1 : 0, chance: chanceFor(counts, value), attainable: true }));
  const means = trialMeans(trials, `${seed} vote of ${neighbours}`);
  return {
    neighbours,
    predicted: answers.filter(({ predicted }) => predicted !== null).length,
    accuracy: means.mean,
    interval: means.interval,
    chance: means.chance,
    lift: means.mean === null || means.chance === null ? null : liftOver(means.mean, means.chance),
    majority: mean(queries.map(({ counts, value }) => (commonest(counts) === value ? 1 : 0))),
    balancedAccuracy: means.valueMean,
    balancedInterval: means.valueInterval,
    balancedChance: means.valueChance,
    ...errors(predictions),
    confusion: [...groupBy(answers, ({ value, predicted }) => JSON.stringify([value, predicted])).values()].flatMap(([first, ...others]) =>
      first === undefined ? [] : [{ actual: first.value, predicted: first.predicted, queries: others.length + 1 }],
    ),
  };
}

/** The first of the commonest values. */
function commonest(counts: ReadonlyMap<string, number>): string | null {
  return [...counts].reduce<readonly [string | null, number]>((best, one) => (one[1] > best[1] ? one : best), [null, 0])[0];
}

function errors({ neighbours, scale: { places }, queries, seed }: Predictions): Pick<LabelPredictionFigures, 'meanAbsoluteError' | 'errorInterval' | 'errorChance'> {
  if (places === null) return { meanAbsoluteError: null, errorInterval: null, errorChance: null };
  const placeOf = (value: string): number => places.get(value) ?? 0;
  // Resampling takes trials of 0 … 1, so errors are counted in parts of the largest one.
  const span = Math.max(...places.values()) - Math.min(...places.values()) || 1;
  const chanceFor = remembered((counts, value) => chanceOfMedianError([...counts].map(([name, count]) => ({ place: placeOf(name), count })), placeOf(value), neighbours));
  const trials = queries.flatMap(({ patientId, value, neighbours: found, counts }): readonly Trial[] => {
    const error = medianErrorOf(found.slice(0, neighbours), value, places);
    return error === null ? [] : [{ region: value, patientId, value: error / span, chance: chanceFor(counts, value) / span, attainable: true }];
  });
  const means = trialMeans(trials, `${seed} median of ${neighbours}`);
  const times = (share: number | null): number | null => (share === null ? null : share * span);
  return {
    meanAbsoluteError: times(means.mean),
    errorInterval: means.interval === null ? null : { ...means.interval, low: means.interval.low * span, high: means.interval.high * span },
    errorChance: times(means.chance),
  };
}

/** Most queries have as many eligible volumes of each value as one before. */
function remembered(chance: (counts: ReadonlyMap<string, number>, value: string) => number): typeof chance {
  const known = new Map<ReadonlyMap<string, number>, Map<string, number>>();
  return (counts, value) => {
    const ofCounts = known.get(counts) ?? new Map<string, number>();
    known.set(counts, ofCounts);
    const expected = ofCounts.get(value) ?? chance(counts, value);
    ofCounts.set(value, expected);
    return expected;
  };
}
