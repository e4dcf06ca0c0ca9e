import type { Random } from '../statistics/random.js';

export interface Appearance {
  readonly pivot: number;
  readonly gain: number;
  readonly offset: number;
  /** HU added to the voxels of a label. */
  readonly enhancement: ReadonlyMap<number, number>;
  /** Standard deviation of white noise, HU. */
  readonly noise: number;
}

/** HU below which contrast leaves a voxel as it is: lung and air. */
const TISSUE = -300;

/** Contrast, phase and noise over warped voxels; the result fits int16. */
export function applyAppearance(voxels: Float32Array, labels: Uint16Array, appearance: Appearance, random: Random): Int16Array {
  const { pivot, gain, offset, enhancement, noise } = appearance;
  const result = new Int16Array(voxels.length);
  for (let at = 0; at < result.length; at += 1) {
    const source = voxels[at]!;
    const tissue = source > TISSUE ? pivot + gain * (source - pivot) + offset + (enhancement.get(labels[at]!) ?? 0) : source;
    result[at] = Math.max(-1024, Math.min(3071, Math.round(tissue + noise * random.normal())));
  }
  return result;
}
