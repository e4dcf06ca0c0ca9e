import type { Affine, Shape } from '../../domain/geometry/volume.js';
import type { ImportNote } from '../../services/ports/records.js';
import type { NumberType } from './number-types.js';

/** Voxels as a file holds them, first axis fastest, little-endian, and how they become Hounsfield units or labels at a place. */
export interface StoredImage {
  readonly shape: Shape;
  readonly datatype: NumberType;
  readonly bytes: ArrayBuffer;
  /** A value is the stored number × slope + intercept; a slope that is 0 or not finite means none. */
  readonly slope: number;
  readonly intercept: number;
  /** Takes indices of the stored axes to millimetres in RAS+; finite and invertible. */
  readonly affine: Affine;
  readonly notes: readonly ImportNote[];
}
