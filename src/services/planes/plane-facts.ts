import type { Plane } from '../../domain/geometry/planes.js';
import type { SegmentationId } from '../../domain/ids.js';
import { countedRegions } from '../ingest/region-counts.js';
import { sliceFlagsOf } from '../ingest/slice-flags.js';
import { objectKeys } from '../object-keys.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { PlaneRegions, SegmentationRecord, VolumeRecord } from '../ports/records.js';
import type { VolumeFiles } from '../ports/volume-files.js';

/** The same segmentations with the pixels of the slices of a plane in their `regions`; those that were deleted meanwhile are left out. */
export type RegionsIn = (team: TeamCatalogue, plane: Plane, segmentations: readonly SegmentationRecord[]) => Promise<readonly SegmentationRecord[]>;

/**
 * What is known of the slices of each plane. Imports count and store it for all planes; what was imported before they did is counted when it is
 * first asked for, from the stored mask or voxels, and stored then. Both throw OBJECT_CORRUPT, and NOT_FOUND where what is to be counted is lost.
 */
export interface PlaneFacts {
  readonly regionsIn: RegionsIn;
  /** A bit set for each slice of the plane, in its order; see `SLICE_FLAG`. */
  flagsIn(team: TeamCatalogue, plane: Plane, volume: VolumeRecord): Promise<readonly number[]>;
}

/** For those who ask about axial slices alone. Throws RangeError for others. */
export const axialRegions: RegionsIn = (_team, plane, segmentations) => {
  if (plane === 'AXIAL') return Promise.resolve(segmentations);
  throw new RangeError(`slices of the plane ${plane}`);
};

export function createPlaneFacts(files: Pick<VolumeFiles, 'readLabels' | 'readVolume'>): PlaneFacts {
  const countRegionsOf = async (team: TeamCatalogue, { id, volumeId, taxonomy }: SegmentationRecord): Promise<PlaneRegions | null> => {
    try {
      const { planeRegions } = countedRegions(await files.readLabels(objectKeys.labels(team.teamId, volumeId, id)), taxonomy);
      await team.segmentations.putPlaneRegions(id, planeRegions);
      return planeRegions;
    } catch (error) {
      if ((await team.segmentations.get(id)) === null) return null;
      throw error;
    }
  };

  return {
    async regionsIn(team, plane, segmentations) {
      if (plane === 'AXIAL' || segmentations.length === 0) return segmentations;
      const known = new Map(await team.segmentations.regionsIn(plane, segmentations.map(({ id }) => id)));
      const left = new Set<SegmentationId>();
      // One after the other: a mask takes as much memory as its scan. One that shows nothing has no counts in any plane.
      for (const segmentation of segmentations) {
        if (known.has(segmentation.id) || segmentation.regions.length === 0) continue;
        const counted = await countRegionsOf(team, segmentation);
        if (counted === null) left.add(segmentation.id);
        else known.set(segmentation.id, counted[plane]);
      }
      return segmentations.filter(({ id }) => !left.has(id)).map((segmentation) => ({ ...segmentation, regions: known.get(segmentation.id) ?? [] }));
    },

    async flagsIn(team, plane, volume) {
      if (plane === 'AXIAL') return volume.sliceFlags;
      if (volume.planeFlags !== undefined) return volume.planeFlags[plane];
      const { planeFlags } = sliceFlagsOf(await files.readVolume(objectKeys.voxels(team.teamId, volume.id)));
      await team.volumes.putPlaneFlags(volume.id, planeFlags);
      return planeFlags[plane];
    },
  };
}
