import type { CanonicalLabels, CanonicalVolume } from '../../domain/geometry/volume.js';
import type { ImportNote } from './records.js';

/** How large a file may be; checked before memory is taken for it. */
export interface ReadLimits {
  /** Bytes of the file as it lies, and of what it unpacks to. */
  readonly maxBytes: number;
  /** Voxels along any axis. */
  readonly maxDimension: number;
}

export interface ReadOptions {
  readonly limits: ReadLimits;
  readonly signal?: AbortSignal;
}

/** A scan as it lies on disk, brought to canonical form. Whether it is compressed is seen from its bytes, not its name. */
export interface VolumeReader {
  /**
   * Hounsfield units in RAS+. Throws NOT_NIFTI, FILE_TRUNCATED, FILE_CORRUPT, FILE_TOO_LARGE, FILE_UNREADABLE, UNSUPPORTED_DATATYPE,
   * NOT_THREE_DIMENSIONAL, NON_FINITE_VOXELS, SINGULAR_AFFINE, TOO_FEW_SLICES.
   */
  readVolume(path: string, options: ReadOptions): Promise<{ readonly volume: CanonicalVolume; readonly notes: readonly ImportNote[] }>;
  /** A label map or mask in RAS+. Throws as above, and MASK_NOT_INTEGRAL. */
  readLabels(path: string, options: ReadOptions): Promise<CanonicalLabels>;
}
