import type { CanonicalLabels, CanonicalVolume } from '../geometry/volume.js';
import type { Random } from '../statistics/random.js';

/** Fat between organs: HU −110 … −90, with a little texture. */
const FAT = { mean: -100, deviation: 14 } as const;

/** Fills the labels' voxels with a texture like fat and drops the labels: the organ was never there. */
export function removeLabels(
  volume: CanonicalVolume,
  labels: CanonicalLabels,
  removed: ReadonlySet<number>,
  random: Random,
): { readonly volume: CanonicalVolume; readonly labels: CanonicalLabels } {
  if (removed.size === 0) return { volume, labels };
  const voxels = volume.voxels.slice();
  const kept = labels.labels.slice();
  for (let at = 0; at < kept.length; at += 1) {
    if (!removed.has(kept[at]!)) continue;
    voxels[at] = Math.round(FAT.mean + FAT.deviation * random.normal());
    kept[at] = 0;
  }
  return { volume: { ...volume, voxels }, labels: { ...labels, labels: kept } };
}
