/** Raised by hand when the same request gives other voxels. */
export const COHORT_VERSION = 2;

/** How far a virtual patient may be from its source. Ranges are inclusive; draws are uniform unless said otherwise. */
export interface CohortParameters {
  /** Degrees, about the body axis. */
  readonly rotation: number;
  /** Millimetres in-plane, in each direction: how far the body lies off the centre of the field of view. */
  readonly offCentre: number;
  /** Relative, for width, depth and length each. */
  readonly scaling: number;
  /** Smooth deformation: normal displacements (mm) at the knots of a cubic B-spline. */
  readonly deformation: { readonly knotSpacing: number; readonly deviation: number };
  /** Shares of the source's length. */
  readonly window: { readonly shortest: number; readonly longest: number };
  /** Distances of slices to choose from, mm. */
  readonly sliceSpacings: readonly number[];
  /** Probability with which each organ is removed. */
  readonly removal: number;
  /** HU' = pivot + gain · (HU − pivot) + offset. */
  readonly contrast: { readonly pivot: number; readonly gain: number; readonly offset: number };
  /** HU added to each structure, one normal draw a label: another phase of the contrast agent. */
  readonly enhancement: number;
  /** Standard deviation of white noise, HU. */
  readonly noise: { readonly lowest: number; readonly highest: number };
}

/** Strong enough that raw pixels do not find their way by position, see docs/definitions.md. */
export const COHORT_PARAMETERS: CohortParameters = {
  rotation: 30,
  offCentre: 22,
  scaling: 0.15,
  deformation: { knotSpacing: 60, deviation: 8 },
  window: { shortest: 0.2, longest: 0.5 },
  sliceSpacings: [3, 6],
  removal: 0.3,
  contrast: { pivot: 40, gain: 0.1, offset: 10 },
  enhancement: 10,
  noise: { lowest: 10, highest: 20 },
};

/**
 * The dozen organs that a virtual patient may lack, by their labels in TotalSegmentator v2. The parts of an organ go together,
 * so that its coarse class goes as well.
 */
export const REMOVABLE_ORGANS: readonly (readonly string[])[] = [
  ['spleen'],
  ['kidney_right', 'kidney_left'],
  ['gallbladder'],
  ['liver'],
  ['stomach'],
  ['pancreas'],
  ['adrenal_gland_right', 'adrenal_gland_left'],
  ['small_bowel'],
  ['duodenum'],
  ['colon'],
  ['urinary_bladder'],
  ['lung_upper_lobe_left', 'lung_lower_lobe_left', 'lung_upper_lobe_right', 'lung_middle_lobe_right', 'lung_lower_lobe_right'],
];
