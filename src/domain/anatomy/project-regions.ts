import { classSources } from './class-sources.js';
import type { EvaluationTaxonomy, SourceTaxonomy } from './taxonomy.js';

/** What a segmentation says of a volume, as far as classes go. */
export interface SegmentedRegions {
  readonly taxonomy: SourceTaxonomy;
  /** Labels of `taxonomy` that were looked for. */
  readonly covers: readonly string[];
  /** Labels with a voxel or more, with their pixel count on each slice of a plane, in its order. */
  readonly regions: readonly { readonly region: string; readonly pixelCounts: readonly number[] }[];
}

/** A segmentation in the words of an evaluation taxonomy. */
export interface ProjectedRegions {
  /** Classes that can be judged: absent from `counts` they are absent from the scan. A class outside is unjudged. */
  readonly covers: ReadonlySet<string>;
  /** Pixels of each class on each slice; a union adds those of its labels, which share no voxel. */
  readonly counts: ReadonlyMap<string, readonly number[]>;
}

function sum(counts: readonly (readonly number[])[]): readonly number[] {
  const [first, ...others] = counts;
  if (first === undefined || others.length === 0) return first ?? [];
  return first.map((count, slice) => others.reduce((total, other) => total + (other[slice] ?? 0), count));
}

/**
 * Takes a segmentation to the coarse or fine classes. A class is covered when every label of it that the source taxonomy has
 * is covered: where only a part was looked for, nobody can say that the whole is absent. What was found of a class that is not
 * covered is still in `counts`, for those who ask where it lies; judges go by `covers`. Labels of no class are left out.
 */
export function projectRegions(segmentation: SegmentedRegions, target: EvaluationTaxonomy): ProjectedRegions {
  const covered = new Set(segmentation.covers);
  const pixels = new Map(segmentation.regions.map(({ region, pixelCounts }) => [region, pixelCounts]));
  const covers = new Set<string>();
  const counts = new Map<string, readonly number[]>();
  for (const [name, sources] of classSources(segmentation.taxonomy, target)) {
    if (sources.every((source) => covered.has(source))) covers.add(name);
    const found = sources.map((source) => pixels.get(source)).filter((count) => count !== undefined);
    if (found.some((count) => count.some((value) => value > 0))) counts.set(name, sum(found));
  }
  return { covers, counts };
}

/** The slices, in order, on which a class has at least `minPixels` (≥ 1) pixels of the canonical grid. */
export function showsOnSlices(pixelCounts: readonly number[], minPixels: number): readonly number[] {
  return pixelCounts.flatMap((count, slice) => (count >= minPixels ? [slice] : []));
}
