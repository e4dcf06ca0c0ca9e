import type { Estimate } from './estimate.js';
import { estimatesOf } from './estimate.js';
import type { Random } from './random.js';
import { resampleWeights } from './resample-weights.js';

type Figures = readonly (number | null)[];

/** Figures under a weight for each of the clusters, 1 each for the figures themselves. */
export type ClusterStatistic = (weights: ArrayLike<number>) => Figures;

/** Clusters (such as patients) are drawn with replacement, each with all that belongs to it. With fewer than two there are no intervals. */
export function clusterBootstrap(clusters: number, statistic: ClusterStatistic, options: { readonly replicates: number; readonly random: Random }): readonly Estimate[] {
  const replicates = clusters < 2 ? [] : Array.from({ length: options.replicates }, () => statistic(resampleWeights(clusters, options.random)));
  return estimatesOf(statistic(new Int32Array(clusters).fill(1)), replicates);
}

/** Figures under a weight for each reader and one for each case; what a reader said of a case weighs their product. */
export type TwoWayStatistic = (readerWeights: ArrayLike<number>, caseWeights: ArrayLike<number>) => Figures;

/**
 * Readers and cases are drawn with replacement, independently of each other (the "pigeonhole" bootstrap: McCullagh 2000, Owen 2007), so
 * that intervals cover both. With fewer than two of either there are no intervals.
 */
export function twoWayBootstrap(
  size: { readonly readers: number; readonly cases: number },
  statistic: TwoWayStatistic,
  options: { readonly replicates: number; readonly random: Random },
): readonly Estimate[] {
  const { replicates, random } = options;
  const drawn = size.readers < 2 || size.cases < 2 ? 0 : replicates;
  const all = Array.from({ length: drawn }, () => {
    const readers = resampleWeights(size.readers, random);
    return statistic(readers, resampleWeights(size.cases, random));
  });
  return estimatesOf(statistic(new Int32Array(size.readers).fill(1), new Int32Array(size.cases).fill(1)), all);
}
