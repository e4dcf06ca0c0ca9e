import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Affine, CanonicalVolume } from '../../../../src/domain/geometry/volume.js';
import { maskHash, voxelHash } from '../../../../src/domain/geometry/voxel-hash.js';

const affine: Affine = [[1, 0, 0, -10.5], [0, 1, 0, 0], [0, 0, 2, 3], [0, 0, 0, 1]];
const volume: CanonicalVolume = { shape: [2, 1, 2], spacing: [1, 1, 2], affine, voxels: Int16Array.of(-1024, 5, 700, -3) };

describe('voxelHash', () => {
  it('is SHA-256 over type, shape, rounded affine and voxels', () => {
    const text = 'voxseek/voxels/1\nint16\n2 1 2\n1000 0 0 -10500 0 1000 0 0 0 0 2000 3000\n';
    const voxels = Buffer.from([0x00, 0xfc, 5, 0, 0xbc, 2, 0xfd, 0xff]);
    expect(voxelHash(volume)).toBe(createHash('sha256').update(text).update(voxels).digest('hex'));
  });

  it('takes no notice of rounding below a micrometre and of the sign of zero, but of all else', () => {
    const moved = (by: number): CanonicalVolume => ({ ...volume, affine: [[1, -0, 0, -10.5 + by], affine[1], affine[2], affine[3]] });
    expect(voxelHash(moved(0.0002))).toBe(voxelHash(volume));
    expect(voxelHash(moved(0.002))).not.toBe(voxelHash(volume));
    expect(voxelHash({ ...volume, shape: [1, 2, 2] })).not.toBe(voxelHash(volume));
    expect(voxelHash({ ...volume, voxels: Int16Array.of(-1024, 5, 700, -4) })).not.toBe(voxelHash(volume));
    expect(voxelHash({ ...volume, voxels: Float32Array.of(-1024, 5, 700, -3) })).not.toBe(voxelHash(volume));
  });

  it('tells label maps apart by taxonomy and by what was looked for, not by the order it is told in', () => {
    const labels = { ...volume, labels: Uint16Array.of(0, 1, 2, 0) };
    const hash = maskHash(labels, 'COARSE_29', ['spleen', 'liver']);
    expect(maskHash(labels, 'COARSE_29', ['liver', 'spleen'])).toBe(hash);
    expect(maskHash(labels, 'COARSE_29', ['liver'])).not.toBe(hash);
    expect(maskHash(labels, 'SLICER_CHEST', ['spleen', 'liver'])).not.toBe(hash);
  });
});
