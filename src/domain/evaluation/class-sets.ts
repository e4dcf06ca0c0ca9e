import { mean } from '../statistics/moments.js';
import type { JudgedVolume } from './judged-volume.js';

/** How the class sets of query and result compare, over the classes looked for in both. */
export interface ClassSetScore {
  /** |Q ∩ R| / |R|; null when R is empty. */
  readonly precision: number | null;
  /** |Q ∩ R| / |Q ∪ R|; null when both are empty. */
  readonly jaccard: number | null;
}

export interface ClassSetScores {
  readonly precision: number | null;
  readonly jaccard: number | null;
}

/** Unlike recall, both fall when the result shows classes that the query does not. No result counts 0. */
export function compareClassSets(query: JudgedVolume, result: JudgedVolume | null): ClassSetScore {
  if (result === null) return { precision: 0, jaccard: 0 };
  let both = 0;
  let inQuery = 0;
  let inResult = 0;
  for (const region of query.shows.keys()) {
    if (!result.covers.has(region)) continue;
    inQuery += 1;
    if (result.shows.has(region)) both += 1;
  }
  for (const region of result.shows.keys()) {
    if (query.covers.has(region)) inResult += 1;
  }
  const union = inQuery + inResult - both;
  return { precision: inResult === 0 ? null : both / inResult, jaccard: union === 0 ? null : both / union };
}

/** Means over queries; those without a value are left out. */
export function meanClassSets(scores: readonly ClassSetScore[]): ClassSetScores {
  return {
    precision: mean(scores.flatMap(({ precision }) => precision ?? [])),
    jaccard: mean(scores.flatMap(({ jaccard }) => jaccard ?? [])),
  };
}
