import type { GalleryShares } from './gallery-shares.js';
import type { JudgedVolume } from './judged-volume.js';
import { isLocalizedHit, localize, randomLocalizedHit } from './localization.js';
import type { LocalizationRule } from './localization.js';
import { randomVerdict, sliceVerdict, volumeVerdict } from './trial.js';
import type { Verdict } from './trial.js';

/** What is asked of the gallery: one slice, the whole volume, or a region of it. */
export type Question =
  | { readonly kind: 'SLICE'; readonly slice: number }
  | { readonly kind: 'VOLUME' }
  | { readonly kind: 'REGION'; readonly region: string };

/** What came first: a slice, a volume, nothing — or, for the control RANDOM, anything with equal chance. */
export type Answer =
  | { readonly kind: 'SLICE'; readonly volume: JudgedVolume; readonly slice: number }
  | { readonly kind: 'VOLUME'; readonly volume: JudgedVolume }
  /** A volume with its distinct supporting slices, best first, and the simulated chance of a localized hit (null: not simulated). */
  | { readonly kind: 'LOCALIZED'; readonly volume: JudgedVolume; readonly evidence: readonly number[]; readonly chance: number | null }
  | { readonly kind: 'NOTHING' }
  | { readonly kind: 'ANYTHING' };

/** The verdict on an answer as SLICE, VOLUME and REGION see it: whether what came first shows the class. */
export function verdictOn(answer: Answer, question: Question, region: string, shares: GalleryShares): Verdict {
  switch (answer.kind) {
    case 'SLICE':
      return sliceVerdict(answer, region);
    case 'VOLUME':
    case 'LOCALIZED':
      return volumeVerdict(answer.volume, region);
    case 'NOTHING':
      return volumeVerdict(null, region);
    case 'ANYTHING':
      return randomVerdict(question.kind === 'SLICE' ? shares.slices(region) : shares.volumes(region));
  }
}

/** The verdict as LOCALIZED sees it: whether the match lies in the region. A control has no evidence: for it, L slices at random. */
export function localizedVerdictOn(answer: Answer, region: string, shares: GalleryShares, rule: LocalizationRule): Verdict {
  switch (answer.kind) {
    case 'LOCALIZED': {
      const { volume, evidence } = answer;
      if (!volume.covers.has(region)) return null;
      const { ratio } = localize(evidence.slice(0, rule.supportingSlices), volume.shows.get(region) ?? new Set());
      return isLocalizedHit(ratio, rule.threshold) ? 1 : 0;
    }
    case 'VOLUME':
      return answer.volume.covers.has(region) ? randomLocalizedHit(answer.volume, region, rule) : null;
    case 'SLICE':
      throw new TypeError('a region was asked for, and a slice came back');
    case 'NOTHING':
      return 0;
    case 'ANYTHING':
      return randomVerdict(shares.localized(region));
  }
}

/** The (expected) slice count of the volume that came first; null where nothing did. */
export function winnerSlices(answer: Answer, eligibleMean: number | null): number | null {
  switch (answer.kind) {
    case 'SLICE':
    case 'VOLUME':
    case 'LOCALIZED':
      return answer.volume.sliceCount;
    case 'NOTHING':
      return null;
    case 'ANYTHING':
      return eligibleMean;
  }
}
