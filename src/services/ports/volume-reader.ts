import type { CanonicalGrid, CanonicalLabels, CanonicalVolume } from '../../domain/geometry/volume.js';
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

/** One structure of a file that names its structures. */
export interface Structure {
  /**
   * What the file calls it, the most telling first: a name or the meaning of a code as it stands there, a code as `SCHEME:value`, or
   * `SCHEME:value+SCHEME:value` with its side. May hold anything a person typed: to be looked up, never kept or shown.
   */
  readonly names: readonly string[];
  /** Whether the file says that somebody looked for it, even where it has no voxel. */
  readonly sought: boolean;
  /** 1 within it, else 0, on the grid that was asked for; made when asked, lest the masks of all lie in memory. */
  readonly mask: () => Uint8Array;
}

/** What a file of labels holds: a map whose values a taxonomy explains, or structures that the file itself names. */
export type LabelFile =
  | { readonly kind: 'LABEL_MAP'; readonly labels: CanonicalLabels }
  | { readonly kind: 'STRUCTURES'; readonly structures: readonly Structure[]; readonly notes: readonly ImportNote[] };

/** A scan as it lies on disk, brought to canonical form. Format and compression are seen from its bytes, not its name. */
export interface VolumeReader {
  /**
   * Hounsfield units in RAS+. Throws FORMAT_UNKNOWN, NOT_NIFTI, FILE_TRUNCATED, FILE_CORRUPT, FILE_TOO_LARGE, FILE_UNREADABLE, UNSUPPORTED_DATATYPE,
   * UNSUPPORTED_ENCODING, NOT_THREE_DIMENSIONAL, NON_FINITE_VOXELS, SINGULAR_AFFINE, TOO_FEW_SLICES, PATH_NOT_ALLOWED.
   */
  readVolume(path: string, options: ReadOptions): Promise<{ readonly volume: CanonicalVolume; readonly notes: readonly ImportNote[] }>;
  /** A label map or mask in RAS+. Throws as above, and MASK_NOT_INTEGRAL. */
  readLabels(path: string, options: ReadOptions): Promise<CanonicalLabels>;
  /**
   * The labels of a volume on this grid. A map is given as it lies, since whoever asks knows the tolerance; structures are put on the
   * grid. Throws as `readLabels`, DICOM_NO_LABELS, DICOM_SYNTAX_UNSUPPORTED, and MASK_GEOMETRY_MISMATCH, also when a mask is asked for.
   */
  readStructures(path: string, grid: CanonicalGrid, options: ReadOptions): Promise<LabelFile>;
}
