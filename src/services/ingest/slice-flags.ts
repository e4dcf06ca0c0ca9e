import { AIR_LIMIT, sliceRanges } from '../../domain/geometry/slice-summary.js';
import type { SliceRange } from '../../domain/geometry/slice-summary.js';
import type { CanonicalVolume } from '../../domain/geometry/volume.js';
import { SLICE_FLAG } from '../ports/records.js';
import type { PlaneFlags, VolumeRecord } from '../ports/records.js';

const flagsOf = (ranges: readonly SliceRange[]): readonly number[] =>
  ranges.map(({ minimum, maximum }) => (maximum <= AIR_LIMIT ? SLICE_FLAG.AIR : 0) | (minimum === maximum ? SLICE_FLAG.CONSTANT : 0));

/** What the record of a volume says of its slices, in every plane. */
export function sliceFlagsOf(volume: Pick<CanonicalVolume, 'voxels' | 'shape'>): Pick<VolumeRecord, 'sliceFlags'> & { readonly planeFlags: PlaneFlags } {
  const { AXIAL, CORONAL, SAGITTAL } = sliceRanges(volume);
  return { sliceFlags: flagsOf(AXIAL), planeFlags: { CORONAL: flagsOf(CORONAL), SAGITTAL: flagsOf(SAGITTAL) } };
}
