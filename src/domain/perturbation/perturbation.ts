/** Raised by hand when the same perturbation gives other voxels. */
export const PERTURBATION_VERSION = 1;

export type FlipAxis = 'LEFT_RIGHT' | 'ANTERIOR_POSTERIOR' | 'HEAD_FEET';

/** One change to a scan, as another scanner, protocol or export might have made it. */
export type Perturbation =
  /** In-plane distance of voxels, mm: trilinear. */
  | { readonly kind: 'SPACING'; readonly spacing: number }
  /** Slices of this thickness, mm, one beside the other: the mean over the source's slices within. */
  | { readonly kind: 'SLICE_THICKNESS'; readonly thickness: number }
  /** White noise of this standard deviation, HU. */
  | { readonly kind: 'NOISE'; readonly deviation: number }
  /** Stored through this window: what lies outside is clipped, and the window is stretched to −160 … 240 HU. */
  | { readonly kind: 'WINDOW'; readonly center: number; readonly width: number }
  /** The middle of the field of view and of the length: shares that are kept. */
  | { readonly kind: 'CROP'; readonly inPlane: number; readonly length: number }
  /** Mirrored; labels stay with their voxels and keep their names. */
  | { readonly kind: 'FLIP'; readonly axis: FlipAxis };

/** In a few words, for names and tables. */
export function perturbationText(perturbation: Perturbation): string {
  switch (perturbation.kind) {
    case 'SPACING':
      return `spacing ${perturbation.spacing} mm`;
    case 'SLICE_THICKNESS':
      return `slices ${perturbation.thickness} mm`;
    case 'NOISE':
      return `noise ${perturbation.deviation} HU`;
    case 'WINDOW':
      return `window ${perturbation.center}/${perturbation.width}`;
    case 'CROP':
      return `crop ${percent(perturbation.inPlane)} in-plane, ${percent(perturbation.length)} of the length`;
    case 'FLIP':
      return `flip ${perturbation.axis.toLowerCase().replaceAll('_', '-')}`;
  }
}

const percent = (share: number): string => `${Number((100 * share).toFixed(1))} %`;
