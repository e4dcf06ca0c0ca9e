import type { RecallIntervals } from '../statistics/bootstrap-recall.js';
import type { TaxonomyMetrics } from './metrics.js';

/** Figures with the intervals that were drawn for them. */
export function withIntervals(figures: TaxonomyMetrics, { macro, classes }: RecallIntervals): TaxonomyMetrics {
  return { ...figures, interval: macro, classes: figures.classes.map((one) => ({ ...one, interval: classes.get(one.region) ?? null })) };
}
