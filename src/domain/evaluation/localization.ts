import { hypergeometricTail } from '../statistics/hypergeometric-tail.js';
import type { JudgedVolume } from './judged-volume.js';

/** A match counts as localized from this ratio on. Our reading; the paper leaves τ open. */
export const DEFAULT_LOCALIZATION_THRESHOLD = 0.5;

export interface Localization {
  /** |{s ∈ E_L: s shows r}| / |E_L|; null if E_L is empty. */
  readonly ratio: number | null;
  /** The largest ratio that the volume allows, min(1, n_r / |E_L|); null if E_L is empty. */
  readonly ceiling: number | null;
}

/** When a match counts as lying in the region. */
export interface LocalizationRule {
  /** L: the most supporting slices that are looked at, ≥ 1. */
  readonly supportingSlices: number;
  /** τ: the least ratio of a localized hit, above 0 … 1. */
  readonly threshold: number;
}

/**
 * Where a match lies: how many of the slices that speak for the volume show the region that was asked for.
 *
 * @param evidence E_L(V): distinct supporting slices, at most L
 * @param shown the slices of V that show the region
 */
export function localize(evidence: readonly number[], shown: ReadonlySet<number>): Localization {
  if (evidence.length === 0) return { ratio: null, ceiling: null };
  return {
    ratio: evidence.filter((slice) => shown.has(slice)).length / evidence.length,
    ceiling: Math.min(1, shown.size / evidence.length),
  };
}

/** Whether the match lies in the region: ratio ≥ τ. Never where there is no evidence. */
export function isLocalizedHit(ratio: number | null, threshold: number = DEFAULT_LOCALIZATION_THRESHOLD): boolean {
  return ratio !== null && ratio >= threshold;
}

/** The probability of a localized hit if the evidence were L slices of the volume drawn at random without replacement. */
export function randomLocalizedHit({ sliceCount, shows }: Pick<JudgedVolume, 'sliceCount' | 'shows'>, region: string, { supportingSlices, threshold }: LocalizationRule): number {
  const drawn = Math.min(supportingSlices, sliceCount);
  // The least number of slices that makes the ratio: 0.5 · 15 needs 8. Rounded first, since 0.28 · 25 is not 7 in floating point.
  const needed = Math.ceil(Number((threshold * drawn).toFixed(9)));
  return hypergeometricTail({ population: sliceCount, marked: shows.get(region)?.size ?? 0, drawn, atLeast: needed });
}
