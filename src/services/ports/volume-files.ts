import type { Plane } from '../../domain/geometry/planes.js';
import type { CanonicalLabels, CanonicalSlice, CanonicalVolume } from '../../domain/geometry/volume.js';

/**
 * Canonical voxels and label maps as objects: `.nii.gz` in RAS+ whose gzip members are the header and then one axial slice
 * each, so that any tool opens it and one slice can be read alone.
 */
export interface VolumeFiles {
  writeVolume(key: string, volume: CanonicalVolume): Promise<{ readonly bytes: number }>;
  readVolume(key: string): Promise<CanonicalVolume>;
  /** Of a plane; all axial slices are unpacked for one that is not axial, and never kept. */
  readSlice(key: string, slice: number, plane: Plane): Promise<CanonicalSlice>;
  writeLabels(key: string, labels: CanonicalLabels): Promise<{ readonly bytes: number }>;
  readLabels(key: string): Promise<CanonicalLabels>;
}
