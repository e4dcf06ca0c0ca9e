import { beforeAll, describe, expect, it } from 'vitest';
import { voxelToWorld } from '../../../../src/domain/geometry/affine.js';
import type { CanonicalLabels, CanonicalVolume } from '../../../../src/domain/geometry/volume.js';
import { perturb } from '../../../../src/domain/perturbation/perturb.js';
import type { Perturbation } from '../../../../src/domain/perturbation/perturbation.js';
import { perturbationText } from '../../../../src/domain/perturbation/perturbation.js';
import { createRandom } from '../../../../src/domain/statistics/random.js';
import { mean, populationStd } from '../../../../src/domain/statistics/moments.js';
import { askReference } from '../../../testkit/ask-reference.js';

const shape = [9, 7, 11] as const;
const grid = { shape, spacing: [1, 1, 2] as const, affine: [[1, 0, 0, -4], [0, 1, 0, 10], [0, 0, 2, 100], [0, 0, 0, 1]] as const };
const random = createRandom('a small scan');
const volume: CanonicalVolume = { ...grid, voxels: Int16Array.from({ length: 9 * 7 * 11 }, () => random.integer(2000) - 1000) };
const labels: CanonicalLabels = { ...grid, labels: Uint16Array.from(volume.voxels, (value) => (value > 0 ? 1 + (value % 5) : 0)) };

const SAME_EVERY_TIME: readonly Perturbation[] = [
  { kind: 'SPACING', spacing: 1.5 },
  { kind: 'SPACING', spacing: 0.7 },
  { kind: 'SLICE_THICKNESS', thickness: 4 },
  { kind: 'SLICE_THICKNESS', thickness: 5 },
  { kind: 'SLICE_THICKNESS', thickness: 1 },
  { kind: 'CROP', inPlane: 0.8, length: 0.5 },
  { kind: 'FLIP', axis: 'LEFT_RIGHT' },
  { kind: 'FLIP', axis: 'ANTERIOR_POSTERIOR' },
  { kind: 'FLIP', axis: 'HEAD_FEET' },
  { kind: 'WINDOW', center: -200, width: 700 },
];

describe('a perturbed scan', () => {
  let references: readonly { readonly shape: number[]; readonly voxels: number[]; readonly labels: number[] }[];
  beforeAll(async () => {
    references = await askReference('perturb.py', { shape, spacing: grid.spacing, voxels: [...volume.voxels], labels: [...labels.labels], perturbations: SAME_EVERY_TIME });
  });

  it.each(SAME_EVERY_TIME.map((perturbation, at) => [perturbationText(perturbation), perturbation, at] as const))('%s: has the voxels and labels that SciPy gives', (_, perturbation, place) => {
    const changed = perturb(volume, labels, perturbation, 'seed');
    const reference = references[place]!;
    expect(changed.volume.shape).toEqual(reference.shape);
    expect(changed.volume.voxels).toBeInstanceOf(Int16Array);
    // Half a unit for the rounding, and what float32 sums differ by.
    changed.volume.voxels.forEach((value, at) => expect(Math.abs(value - reference.voxels[at]!)).toBeLessThanOrEqual(0.501));
    expect([...changed.labels!.labels]).toEqual(reference.labels);
    expect(changed.labels).toMatchObject({ shape: changed.volume.shape, affine: changed.volume.affine });
  });

  it('stays where its source is: the middle of its field lies within half a new voxel of the source’s', () => {
    const middleOf = ({ affine, shape: [nx, ny, nz] }: CanonicalVolume): readonly number[] => voxelToWorld(affine, [(nx - 1) / 2, (ny - 1) / 2, (nz - 1) / 2]);
    for (const perturbation of SAME_EVERY_TIME) {
      const changed = perturb(volume, null, perturbation, 'seed').volume;
      middleOf(changed).forEach((value, axis) => expect(Math.abs(value - middleOf(volume)[axis]!), perturbationText(perturbation)).toBeLessThanOrEqual(Math.max(changed.spacing[axis]!, grid.spacing[axis]!) / 2 + 1e-9));
    }
    expect(perturb(volume, null, { kind: 'SPACING', spacing: 1.5 }, 'seed').volume.spacing).toEqual([1.5, 1.5, 2]);
  });

  it('has white noise of the deviation asked for, the same for the same seed and scan', () => {
    const noisy = (seed: string): readonly number[] => [...perturb({ ...volume, voxels: new Int16Array(volume.voxels.length) }, labels, { kind: 'NOISE', deviation: 30 }, seed).volume.voxels];
    expect(noisy('a')).toEqual(noisy('a'));
    expect(noisy('a')).not.toEqual(noisy('b'));
    expect(Math.abs(mean(noisy('a'))!)).toBeLessThan(30 * 3 / Math.sqrt(693));
    expect(populationStd(noisy('a'))! / 30).toBeGreaterThan(0.92);
    expect(populationStd(noisy('a'))! / 30).toBeLessThan(1.08);
  });

  it('brings a mirrored scan back by mirroring it again', () => {
    for (const axis of ['LEFT_RIGHT', 'ANTERIOR_POSTERIOR', 'HEAD_FEET'] as const) {
      const once = perturb(volume, labels, { kind: 'FLIP', axis }, '');
      const twice = perturb(once.volume, once.labels, { kind: 'FLIP', axis }, '');
      expect(twice).toEqual({ volume, labels });
    }
  });
});
