import type { CanonicalGrid } from '../../domain/geometry/volume.js';

/** What the header of a scan or label map says, read without its voxels. */
export interface HeaderReader {
  /**
   * The grid in canonical orientation. Throws what can be told from a header alone: FILE_UNREADABLE, FORMAT_UNKNOWN, NOT_NIFTI, FILE_TRUNCATED, FILE_CORRUPT,
   * FILE_TOO_LARGE, NOT_THREE_DIMENSIONAL, UNSUPPORTED_DATATYPE, SINGULAR_AFFINE.
   */
  readGrid(path: string): Promise<CanonicalGrid>;
}
