import { ALPHA } from './interval.js';
import type { Interval } from './interval.js';
import { quantileInPlace } from './quantile-in-place.js';

/** The 95 % interval of the percentile bootstrap; null without a replicate. The replicates are reordered. */
export function percentileInterval(replicates: Float64Array): Interval | null {
  const low = quantileInPlace(replicates, ALPHA / 2);
  const high = quantileInPlace(replicates, 1 - ALPHA / 2);
  return low === null || high === null ? null : { low, high, method: 'BOOTSTRAP' };
}
