import type { CanonicalVolume } from '../geometry/volume.js';
import type { Random } from '../statistics/random.js';

type Voxels = CanonicalVolume['voxels'];

const [LEAST, MOST] = [-1024, 3071];
/** Where a window is stretched to: soft tissue, as most recipes look at it. */
const [LOW, HIGH] = [-160, 240];

/** Adds white noise; integral voxels stay integral and within what a scanner gives. */
export function addNoise(voxels: Voxels, deviation: number, random: Random): Voxels {
  return voxels.map((value) => {
    const noisy = value + deviation * random.normal();
    return voxels instanceof Int16Array ? Math.max(LEAST, Math.min(MOST, Math.round(noisy))) : noisy;
  });
}

/** HU through a window, as an export with the wrong rescale leaves them. */
export function throughWindow(voxels: Voxels, center: number, width: number): Voxels {
  const low = center - width / 2;
  return voxels.map((value) => {
    const stretched = LOW + ((Math.max(low, Math.min(low + width, value)) - low) / width) * (HIGH - LOW);
    return voxels instanceof Int16Array ? Math.round(stretched) : stretched;
  });
}
