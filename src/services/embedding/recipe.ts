import type { Plane } from '../../domain/geometry/planes.js';
import type { ModelId, SnapshotId } from '../../domain/ids.js';
import type { Split } from '../ports/records.js';
import type { PatchGrid } from './patches/patch-grid.js';

/** mm. */
export const CROP_MARGIN = 10;

export const ORIENTATIONS = { AXIAL: 'ANTERIOR_TOP_LEFT_FIRST', CORONAL: 'SUPERIOR_TOP_LEFT_FIRST', SAGITTAL: 'SUPERIOR_TOP_ANTERIOR_FIRST' } as const satisfies Record<Plane, string>;

/** Hounsfield units. */
export interface HuWindow {
  readonly center: number;
  readonly width: number;
}

export interface InputSize {
  readonly width: number;
  readonly height: number;
  /** Encoders of volumes alone: slices of a window. */
  readonly depth?: number;
}

/** How a window of slices is moved along a volume; a slice has the vector of the window whose stretch of slices it lies in. */
export interface Sliding {
  /** mm between the planes of a window, each the nearest slice; null: slice by slice. */
  readonly spacing: number | null;
  /** Slices from the middle of one window to that of the next, 1 … 512. */
  readonly stride: number;
  /** Beyond the ends of the volume its last slice is repeated. */
  readonly padding: 'REPEAT_ENDS';
}

/** Raised by hand when the same vectors give other components than before. */
export const REDUCTION_VERSION = 1;

/** Principal components, learnt from the embeddings of some volumes by the same recipe without its reduction. */
export interface Reduction {
  readonly kind: 'PCA';
  /** Numbers of a vector before it. */
  readonly from: number;
  readonly snapshotId: SnapshotId;
  /** Those that count, in the order of their names; all without it. */
  readonly splits: readonly Split[] | null;
  readonly version: typeof REDUCTION_VERSION;
}

/**
 * A model and everything that shapes its input: two recipes with the same hash give the same vectors for the same voxels.
 * Each clause of the slice image is a field, see docs/recipes.md.
 */
export interface Recipe {
  readonly modelId: ModelId;
  readonly modelRevision: string;
  readonly modelSha256: string;
  readonly plane: Plane;
  /** Of the image. AXIAL: rows anterior → posterior, columns patient left → right; CORONAL: rows superior → inferior, columns left → right; SAGITTAL: rows superior → inferior, columns anterior → posterior. */
  readonly orientation: (typeof ORIENTATIONS)[Plane];
  /** Hounsfield units are clipped to [center − width/2, center + width/2] and scaled to 0–255, rounded half-even. */
  readonly window: HuWindow;
  /** STRETCH: both axes are resized on their own; no padding, no crop, spacing ignored. */
  readonly fit: 'STRETCH';
  /** Pillow's BILINEAR: triangle filter, antialiased when shrinking, rounded to uint8. */
  readonly resize: 'PILLOW_BILINEAR';
  readonly size: InputSize;
  /**
   * REPEAT: the slice in each of three channels. SINGLE: in one. THREE_WINDOWS: the slice through three windows, `window` first, one a
   * channel. NEIGHBOURS: the slice in the middle channel, the one below it in the first and the one above it in the last.
   */
  readonly channels: 'REPEAT' | 'SINGLE' | 'THREE_WINDOWS' | 'NEIGHBOURS';
  /** THREE_WINDOWS alone: of the second and the third channel. */
  readonly otherWindows?: readonly [HuWindow, HuWindow];
  /** NEIGHBOURS alone: slices from the middle to either side, 1 … 16; beyond the ends of the volume its last slice is repeated. */
  readonly neighbourDistance?: number;
  /** Encoders of volumes alone. */
  readonly sliding?: Sliding;
  /** out = (pixel × scale − mean) / std, for each channel, each step rounded to float32. */
  readonly normalisation: { readonly scale: number; readonly mean: readonly number[]; readonly std: readonly number[] };
  /** How one vector is made of a graph's output of several; see `poolOutput`, and `poolPatches` for AREA_AVERAGE, which recipes with `patches` alone have. */
  readonly pooling: 'NONE' | 'CLS' | 'MEAN' | 'GLOBAL_AVERAGE' | 'AREA_AVERAGE';
  /** A vector for each cell of a grid that is laid over the slice. Absent: one for the slice. */
  readonly patches?: PatchGrid;
  readonly dimension: number;
  /** Of what is stored: numbers of 16 bits, or of 8 with every row at a scale of its own. */
  readonly precision: 'FLOAT16' | 'INT8';
  /** What the model gives is brought to fewer numbers, `dimension` of them. Absent: all of them are stored. */
  readonly reduction?: Reduction;
  /**
   * Slices are cropped in-plane to the bounding box of a region, with this margin in mm, before they are resized: for queries by region, never for
   * what is searched. Absent: whole slices.
   */
  readonly crop?: { readonly region: 'BOUNDING_BOX'; readonly margin: typeof CROP_MARGIN };
  readonly preprocessingVersion: number;
  readonly canonicalVersion: number;
}
