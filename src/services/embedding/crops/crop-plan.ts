import { classSources } from '../../../domain/anatomy/class-sources.js';
import { valueOfLabel } from '../../../domain/anatomy/labels.js';
import { projectRegions, showsOnSlices } from '../../../domain/anatomy/project-regions.js';
import type { EvaluationTaxonomy } from '../../../domain/anatomy/taxonomy.js';
import { boxAround, boxesOfLabels, withMargin } from '../../../domain/geometry/in-plane-box.js';
import type { InPlaneBox } from '../../../domain/geometry/in-plane-box.js';
import type { CanonicalLabels } from '../../../domain/geometry/volume.js';
import { JUDGED_TAXONOMIES } from '../../evaluation/labelled-gallery.js';
import type { SegmentationRecord } from '../../ports/records.js';

/** Slices that are embedded cropped to one box, for the classes whose box it is. */
export interface Crop {
  readonly box: InPlaneBox;
  readonly classes: readonly { readonly taxonomy: EvaluationTaxonomy; readonly region: string }[];
  /** Ascending: those that show one of the classes. */
  readonly slices: readonly number[];
}

/**
 * What a cropped recipe embeds of a volume: the slices that show a class, cropped to the columns and rows that the class takes up over all
 * slices, with a margin. Classes of the same box share their rows.
 *
 * @param labels turned so that their axial slices are those of the recipe's plane
 * @param segmentation with the pixels of these slices
 * @param margin mm
 */
export function planCrops(labels: CanonicalLabels, segmentation: Pick<SegmentationRecord, 'taxonomy' | 'covers' | 'regions'>, margin: number): readonly Crop[] {
  const boxOf = boxesOfLabels(labels);
  const crops = new Map<string, { readonly box: InPlaneBox; readonly classes: Crop['classes'][number][]; readonly slices: Set<number> }>();
  for (const taxonomy of JUDGED_TAXONOMIES) {
    const { counts } = projectRegions(segmentation, taxonomy);
    for (const [region, sources] of classSources(segmentation.taxonomy, taxonomy)) {
      const around = boxAround(sources.flatMap((source) => boxOf.get(valueOfLabel(segmentation.taxonomy, source) ?? 0) ?? []));
      const slices = showsOnSlices(counts.get(region) ?? [], 1);
      if (around === null || slices.length === 0) continue;
      const box = withMargin(around, margin, labels);
      const key = JSON.stringify(box);
      const crop = crops.get(key) ?? { box, classes: [], slices: new Set<number>() };
      crops.set(key, crop);
      crop.classes.push({ taxonomy, region });
      for (const slice of slices) crop.slices.add(slice);
    }
  }
  return [...crops.values()].map(({ box, classes, slices }) => ({ box, classes, slices: [...slices].sort((a, b) => a - b) }));
}
