import type { SliceFacts } from '../../domain/ranking/choose-query-slices.js';
import { SLICE_FLAG } from '../ports/records.js';
import type { VolumeRecord } from '../ports/records.js';

export function sliceFactsOf({ spacing, sliceFlags }: Pick<VolumeRecord, 'spacing' | 'sliceFlags'>): SliceFacts {
  return { spacing: spacing[2], isAir: (slice) => ((sliceFlags[slice] ?? 0) & SLICE_FLAG.AIR) !== 0 };
}
