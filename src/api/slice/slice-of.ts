import type { Plane } from '../../domain/geometry/planes.js';
import type { VolumeRecord } from '../../services/ports/records.js';
import type { SliceValue } from './slice.type.js';

export const sliceOf = (volume: VolumeRecord, plane: Plane, index: number): SliceValue => ({ volume, volumeId: volume.id, plane, index });
