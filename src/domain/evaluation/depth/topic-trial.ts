import type { Trial } from '../trial.js';
import { chanceOfMeasure, measureTopic } from './depth-measure.js';
import type { DepthMeasure } from './depth-measure.js';
import type { Topic } from './topic.js';

/** A topic's value as a trial, so that intervals and comparisons of recall serve for a metric at depth as well. */
export function topicTrial(measure: DepthMeasure, topic: Topic): Trial {
  const { region, patientId, eligible, relevant } = topic;
  return { region, patientId, value: measureTopic(measure, topic), chance: chanceOfMeasure(measure, eligible, relevant), attainable: true };
}
