import type { DepthFigures } from './evaluate-depth.js';

/** A measure at depth over all topics of a run; see docs/definitions.md. */
export interface DepthSummary extends Pick<DepthFigures, 'topics' | 'classMean' | 'classChanceMean' | 'classLiftMean' | 'topicMean' | 'topicChanceMean'> {
  /** As the definitions write it, e.g. `precisionAt(10)`. */
  readonly measure: string;
}

/** The same with the figures of each class. */
export type DepthByClass = DepthSummary & Pick<DepthFigures, 'classes' | 'classLiftLeftOut'>;
