import type { ModelId } from '../../domain/ids.js';

/** mm. */
export const CROP_MARGIN = 10;

/**
 * A model and everything that shapes its input: two recipes with the same hash give the same vectors for the same voxels.
 * Each clause of the slice image is a field, see "Slice image" in docs/definitions.md.
 */
export interface Recipe {
  readonly modelId: ModelId;
  readonly modelRevision: string;
  readonly modelSha256: string;
  readonly plane: 'AXIAL';
  /** Rows anterior → posterior, columns patient left → right. */
  readonly orientation: 'ANTERIOR_TOP_LEFT_FIRST';
  /** Hounsfield units are clipped to [center − width/2, center + width/2] and scaled to 0–255, rounded half-even. */
  readonly window: { readonly center: number; readonly width: number };
  /** STRETCH: both axes are resized on their own; no padding, no crop, spacing ignored. */
  readonly fit: 'STRETCH';
  /** Pillow's BILINEAR: triangle filter, antialiased when shrinking, rounded to uint8. */
  readonly resize: 'PILLOW_BILINEAR';
  readonly size: { readonly width: number; readonly height: number };
  readonly channels: 'REPEAT' | 'SINGLE';
  /** out = (pixel × scale − mean) / std, for each channel, each step rounded to float32. */
  readonly normalisation: { readonly scale: number; readonly mean: readonly number[]; readonly std: readonly number[] };
  /** How one vector is made of a graph's output of several; see `poolOutput`. */
  readonly pooling: 'NONE' | 'CLS' | 'MEAN' | 'GLOBAL_AVERAGE';
  readonly dimension: number;
  readonly precision: 'FLOAT16';
  /**
   * Slices are cropped in-plane to the bounding box of a region, with this margin in mm, before they are resized: for queries by region, never for
   * what is searched. Absent: whole slices.
   */
  readonly crop?: { readonly region: 'BOUNDING_BOX'; readonly margin: typeof CROP_MARGIN };
  readonly preprocessingVersion: number;
  readonly canonicalVersion: number;
}
