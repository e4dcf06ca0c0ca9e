import { countRegions } from '../../domain/anatomy/count-regions.js';
import type { PlaneCounts } from '../../domain/anatomy/count-regions.js';
import { labelByValue } from '../../domain/anatomy/labels.js';
import type { SourceTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { Plane } from '../../domain/geometry/planes.js';
import type { CanonicalLabels } from '../../domain/geometry/volume.js';
import type { PlaneRegions, RegionCounts } from '../ports/records.js';

export interface CountedRegions {
  readonly regions: readonly RegionCounts[];
  readonly planeRegions: PlaneRegions;
  /** Labels that the taxonomy does not know, by value. */
  readonly strangers: readonly { readonly value: number; readonly voxels: number }[];
}

/** What a label map shows on the slices of every plane, in the words of its taxonomy. */
export function countedRegions(labels: CanonicalLabels, taxonomy: SourceTaxonomy): CountedRegions {
  const known: { readonly region: string; readonly counts: PlaneCounts }[] = [];
  const strangers: { readonly value: number; readonly voxels: number }[] = [];
  for (const [value, counts] of countRegions(labels)) {
    const region = labelByValue(taxonomy, value);
    if (region === null) strangers.push({ value, voxels: counts.AXIAL.reduce((sum, count) => sum + count, 0) });
    else known.push({ region, counts });
  }
  const on = (plane: Plane): readonly RegionCounts[] => known.map(({ region, counts }) => ({ region, pixelCounts: counts[plane] }));
  return { regions: on('AXIAL'), planeRegions: { CORONAL: on('CORONAL'), SAGITTAL: on('SAGITTAL') }, strangers };
}
