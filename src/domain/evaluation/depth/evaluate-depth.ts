import type { PatientId } from '../../ids.js';
import { mean } from '../../statistics/moments.js';
import { liftOver } from '../lift.js';
import { chanceOfMeasure, measureTopic } from './depth-measure.js';
import type { DepthMeasure } from './depth-measure.js';
import type { Topic } from './topic.js';

export interface DepthClassFigures {
  readonly region: string;
  readonly topics: number;
  readonly patients: number;
  /** Mean over the topics of the class. */
  readonly value: number;
  readonly chance: number;
  readonly lift: number | null;
}

export interface DepthFigures {
  readonly measure: DepthMeasure;
  readonly topics: number;
  /** Mean over the classes that have a topic; null without one. */
  readonly classMean: number | null;
  readonly classChanceMean: number | null;
  /** Mean over the classes that have a lift. */
  readonly classLiftMean: number | null;
  readonly classLiftLeftOut: number;
  /** Mean over all topics; null without one. */
  readonly topicMean: number | null;
  readonly topicChanceMean: number | null;
  /** Those with a topic, in the order given. */
  readonly classes: readonly DepthClassFigures[];
}

interface ClassSums {
  topics: number;
  readonly patients: Set<PatientId>;
  readonly values: Float64Array;
  readonly chances: Float64Array;
}

/**
 * Every measure over a set of topics, each beside its chance. Topics are read once, so they may be made as they are asked for.
 *
 * @param regions the classes in the order in which they are shown and summed; topics of other classes are left out
 */
export function evaluateDepth(topics: Iterable<Topic>, regions: readonly string[], measures: readonly DepthMeasure[]): readonly DepthFigures[] {
  const sums = new Map(regions.map((region) => [region, { topics: 0, patients: new Set<PatientId>(), values: new Float64Array(measures.length), chances: new Float64Array(measures.length) }]));
  const chances = rememberChances(measures);
  for (const topic of topics) {
    const sum = sums.get(topic.region);
    if (sum === undefined) continue;
    const expected = chances(topic.eligible, topic.relevant);
    sum.topics += 1;
    sum.patients.add(topic.patientId);
    measures.forEach((measure, index) => {
      sum.values[index]! += measureTopic(measure, topic);
      sum.chances[index]! += expected[index]!;
    });
  }
  const met = [...sums].filter(([, sum]) => sum.topics > 0);
  return measures.map((measure, index) => figuresOf(measure, index, met));
}

function figuresOf(measure: DepthMeasure, index: number, sums: readonly (readonly [string, ClassSums])[]): DepthFigures {
  const classes = sums.map(([region, sum]) => {
    const value = sum.values[index]! / sum.topics;
    const chance = sum.chances[index]! / sum.topics;
    return { region, topics: sum.topics, patients: sum.patients.size, value, chance, lift: liftOver(value, chance) };
  });
  const lifts = classes.flatMap(({ lift }) => lift ?? []);
  const topics = classes.reduce((total, figures) => total + figures.topics, 0);
  const overTopics = (column: 'values' | 'chances'): number | null => (topics === 0 ? null : sums.reduce((total, [, sum]) => total + sum[column][index]!, 0) / topics);
  return {
    measure,
    topics,
    classMean: mean(classes.map(({ value }) => value)),
    classChanceMean: mean(classes.map(({ chance }) => chance)),
    classLiftMean: mean(lifts),
    classLiftLeftOut: classes.length - lifts.length,
    topicMean: overTopics('values'),
    topicChanceMean: overTopics('chances'),
    classes,
  };
}

/** Many topics have as many eligible and relevant items as one before. */
function rememberChances(measures: readonly DepthMeasure[]): (eligible: number, relevant: number) => readonly number[] {
  const known = new Map<number, Map<number, readonly number[]>>();
  return (eligible, relevant) => {
    const ofEligible = known.get(eligible) ?? new Map<number, readonly number[]>();
    known.set(eligible, ofEligible);
    const expected = ofEligible.get(relevant) ?? measures.map((measure) => chanceOfMeasure(measure, eligible, relevant));
    ofEligible.set(relevant, expected);
    return expected;
  };
}
