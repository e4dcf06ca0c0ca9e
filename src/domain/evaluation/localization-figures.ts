import { groupBy } from '../group-by.js';
import { mean } from '../statistics/moments.js';
import { isLocalizedHit, localize } from './localization.js';

/** Where the first result of one (query, class) lay. */
export interface LocalizedResult {
  readonly region: string;
  /** Distinct supporting slices, best first, at least as many as the largest L asked for (fewer if there are fewer). */
  readonly evidence: readonly number[];
  /** Slices of the result that show the class. */
  readonly shown: ReadonlySet<number>;
}

/** How well matches lie in their region, for one number of supporting slices; means over classes of the means over their queries. */
export interface LocalizationFigures {
  readonly supportingSlices: number;
  /** Share of localized hits (ratio ≥ τ). */
  readonly recall: number;
  /** Share of results with any supporting slice in the region (ratio > 0). */
  readonly recallAny: number;
  readonly ratio: number;
  /** Mean of the largest ratio possible. */
  readonly ceiling: number;
}

/** L that are shown beside the one asked for. */
const ALSO_SHOWN = [5, 15, 30] as const;

/** The numbers of supporting slices for which figures are given, ascending. */
export function shownSupports(supportingSlices: number): readonly number[] {
  return [...new Set([...ALSO_SHOWN, supportingSlices])].sort((a, b) => a - b);
}

/** Over judged results; a result without evidence counts 0. Empty where nothing was judged. */
export function localizationFigures(results: readonly LocalizedResult[], supports: readonly number[], threshold: number): readonly LocalizationFigures[] {
  if (results.length === 0) return [];
  const byRegion = groupBy(results, ({ region }) => region);
  const overClasses = (value: (result: LocalizedResult) => number): number => mean([...byRegion.values()].map((own) => mean(own.map(value)) ?? 0)) ?? 0;
  return supports.map((supportingSlices) => {
    const of = ({ evidence, shown }: LocalizedResult) => localize(evidence.slice(0, supportingSlices), shown);
    return {
      supportingSlices,
      recall: overClasses((result) => (isLocalizedHit(of(result).ratio, threshold) ? 1 : 0)),
      recallAny: overClasses((result) => ((of(result).ratio ?? 0) > 0 ? 1 : 0)),
      ratio: overClasses((result) => of(result).ratio ?? 0),
      ceiling: overClasses((result) => of(result).ceiling ?? 0),
    };
  });
}
