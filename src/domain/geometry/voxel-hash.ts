import { createHash } from 'node:crypto';
import type { CanonicalGrid, CanonicalLabels, CanonicalVolume } from './volume.js';

/** Affines are compared in steps of a micrometre: finer than any scanner, coarser than the rounding of float32 headers. */
const STEPS_PER_MM = 1000;

function describe(kind: string, type: string, grid: CanonicalGrid): string {
  // The sum turns −0 into 0.
  const steps = grid.affine.slice(0, 3).flatMap((row) => row.map((value) => Math.round(value * STEPS_PER_MM) + 0));
  return `voxseek/${kind}/1\n${type}\n${grid.shape.join(' ')}\n${steps.join(' ')}\n`;
}

const bytesOf = (data: Int16Array | Float32Array | Uint16Array): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/**
 * The identity of a volume: SHA-256 (hex) over voxel type, shape, affine rounded to 0.001 mm, and the voxels as little-endian bytes.
 * Since integral voxels are always int16, the type in which a file stored them makes no difference.
 */
export function voxelHash(volume: CanonicalVolume): string {
  const type = volume.voxels instanceof Int16Array ? 'int16' : 'float32';
  return createHash('sha256').update(describe('voxels', type, volume)).update(bytesOf(volume.voxels)).digest('hex');
}

/** The identity of a segmentation as judges see it: SHA-256 (hex) over taxonomy, the labels looked for, geometry and labels. */
export function maskHash(labels: CanonicalLabels, taxonomy: string, covers: readonly string[]): string {
  const kind = `labels/${taxonomy}/${[...covers].sort().join(',')}`;
  return createHash('sha256').update(describe(kind, 'uint16', labels)).update(bytesOf(labels.labels)).digest('hex');
}
