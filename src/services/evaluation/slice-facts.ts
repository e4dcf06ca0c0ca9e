import { sliceDistance } from '../../domain/geometry/planes.js';
import type { Plane } from '../../domain/geometry/planes.js';
import type { SliceFacts } from '../../domain/ranking/choose-query-slices.js';
import { SLICE_FLAG } from '../ports/records.js';
import type { VolumeRecord } from '../ports/records.js';

/** @param flags of the slices of the plane; see `PlaneFacts.flagsIn` */
export function sliceFactsOf({ spacing }: Pick<VolumeRecord, 'spacing'>, plane: Plane, flags: readonly number[]): SliceFacts {
  return { spacing: sliceDistance(plane, spacing), isAir: (slice) => ((flags[slice] ?? 0) & SLICE_FLAG.AIR) !== 0 };
}
