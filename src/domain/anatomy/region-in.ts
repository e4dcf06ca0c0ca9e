import { projectRegions } from './project-regions.js';
import type { SegmentedRegions } from './project-regions.js';

/** Pixels on each slice (none listed: absent) of a label of a segmentation, or else of a fine or coarse class; null where nobody looked for it. */
export function regionIn(segmentation: SegmentedRegions, region: string): readonly number[] | null {
  if (segmentation.covers.includes(region)) return segmentation.regions.find((known) => known.region === region)?.pixelCounts ?? [];
  for (const taxonomy of ['FINE_104', 'COARSE_29'] as const) {
    const { covers, counts } = projectRegions(segmentation, taxonomy);
    if (covers.has(region)) return counts.get(region) ?? [];
  }
  return null;
}
