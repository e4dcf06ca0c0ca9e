import { showsOnSlices } from '../../domain/anatomy/project-regions.js';
import { regionIn } from '../../domain/anatomy/region-in.js';
import { isLocalizedHit, localize } from '../../domain/evaluation/localization.js';
import type { Localization, LocalizationRule } from '../../domain/evaluation/localization.js';
import type { SegmentationRecord } from '../ports/records.js';
import type { QuerySlices, RankedVolume } from './search-service.js';

/** Where a found volume matches, beside where it shows the region that was asked for. */
export interface MatchLocation extends Localization {
  readonly region: string;
  /** E_L: distinct supporting slices, best first. */
  readonly evidence: readonly number[];
  /** Null where nobody looked for the region in the volume. */
  readonly hit: boolean | null;
}

/** @param segmentation of the found volume; null for one without: ratio, ceiling and hit are then null too */
export function locateMatch(
  segmentation: SegmentationRecord | null,
  { region, minPixels }: Extract<QuerySlices, { kind: 'REGION' }>,
  { supportingSlices }: Pick<RankedVolume, 'supportingSlices'>,
  rule: LocalizationRule,
): MatchLocation {
  const evidence = supportingSlices.slice(0, rule.supportingSlices);
  const pixels = segmentation === null ? null : regionIn(segmentation, region);
  if (pixels === null) return { region, evidence, ratio: null, ceiling: null, hit: null };
  const localization = localize(evidence, new Set(showsOnSlices(pixels, minPixels)));
  return { region, evidence, ...localization, hit: isLocalizedHit(localization.ratio, rule.threshold) };
}
