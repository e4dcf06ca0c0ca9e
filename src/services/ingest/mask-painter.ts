import type { CanonicalGrid } from '../../domain/geometry/volume.js';

/** Makes one label map of masks that come one after the other, in any order with the same outcome. */
export interface MaskPainter {
  readonly labels: Uint16Array;
  /** Adds a mask, whose foreground is every value above 0. */
  paint(mask: Uint16Array | Uint8Array, value: number, known: boolean): void;
  /** Voxels that more than one mask claims. */
  overlapping(): number;
}

/**
 * Where masks overlap a voxel goes to a known label before an unknown one, then to the mask with fewer voxels, lest a small
 * structure vanish within a large one; then to the lower value.
 */
export function createMaskPainter({ shape }: CanonicalGrid): MaskPainter {
  const labels = new Uint16Array(shape[0] * shape[1] * shape[2]);
  const claims = new Map<number, { readonly voxels: number; readonly known: boolean }>();
  const contested = new Uint8Array(labels.length);

  const wins = (value: number, rival: number): boolean => {
    const [mine, theirs] = [claims.get(value), claims.get(rival)];
    if (mine === undefined || theirs === undefined) return mine !== undefined;
    if (mine.known !== theirs.known) return mine.known;
    return mine.voxels === theirs.voxels ? value < rival : mine.voxels < theirs.voxels;
  };

  return {
    labels,
    paint(mask, value, known) {
      let voxels = claims.get(value)?.voxels ?? 0;
      for (const label of mask) if (label > 0) voxels += 1;
      claims.set(value, { voxels, known });
      for (let index = 0; index < mask.length; index += 1) {
        if (mask[index] === 0) continue;
        const held = labels[index] ?? 0;
        if (held === value) continue;
        if (held !== 0) contested[index] = 1;
        if (held === 0 || wins(value, held)) labels[index] = value;
      }
    },
    overlapping: () => contested.reduce((sum, flag) => sum + flag, 0),
  };
}
