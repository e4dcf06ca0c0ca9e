import type { CanonicalGrid, CanonicalLabels, CanonicalVolume } from '../geometry/volume.js';
import { createRandom } from '../statistics/random.js';
import { addNoise, throughWindow } from './alter-voxels.js';
import type { FlipAxis, Perturbation } from './perturbation.js';
import { regridLabels, regridVolume } from './regrid.js';
import type { Regrid } from './regrid.js';

export interface PerturbedScan {
  readonly volume: CanonicalVolume;
  /** Resampled along; null where there were none. */
  readonly labels: CanonicalLabels | null;
}

/** The same scan, perturbation and seed give the same voxels; only noise draws at random. */
export function perturb(volume: CanonicalVolume, labels: CanonicalLabels | null, perturbation: Perturbation, seed: string): PerturbedScan {
  switch (perturbation.kind) {
    case 'NOISE':
      return { volume: { ...volume, voxels: addNoise(volume.voxels, perturbation.deviation, createRandom(seed)) }, labels };
    case 'WINDOW':
      return { volume: { ...volume, voxels: throughWindow(volume.voxels, perturbation.center, perturbation.width) }, labels };
    case 'SPACING':
    case 'SLICE_THICKNESS':
    case 'CROP':
    case 'FLIP': {
      const regrid = regridOf(volume, perturbation);
      return { volume: regridVolume(volume, regrid), labels: labels === null ? null : regridLabels(labels, regrid) };
    }
  }
}

type Regridding = Exclude<Perturbation, { readonly kind: 'NOISE' | 'WINDOW' }>;

function regridOf(grid: CanonicalGrid, perturbation: Regridding): Regrid {
  const { shape, spacing } = grid;
  const [nx, ny, nz] = shape;
  switch (perturbation.kind) {
    case 'SPACING': {
      const [x, y] = [along(nx, perturbation.spacing / spacing[0]), along(ny, perturbation.spacing / spacing[1])];
      return { shape: [x.count, y.count, nz], origin: [x.origin, y.origin, 0], step: [x.step, y.step, 1], slicesAveraged: 1 };
    }
    case 'SLICE_THICKNESS': {
      const z = along(nz, perturbation.thickness / spacing[2]);
      return { shape: [nx, ny, z.count], origin: [0, 0, z.origin], step: [1, 1, z.step], slicesAveraged: Math.max(1, Math.round(z.step)) };
    }
    case 'CROP': {
      const [x, y, z] = [middle(nx, perturbation.inPlane), middle(ny, perturbation.inPlane), middle(nz, perturbation.length)];
      return { shape: [x.count, y.count, z.count], origin: [x.first, y.first, z.first], step: [1, 1, 1], slicesAveraged: 1 };
    }
    case 'FLIP': {
      const mirrored = AXES[perturbation.axis];
      const of = <T>(give: (axis: 0 | 1 | 2) => T): readonly [T, T, T] => [give(0), give(1), give(2)];
      return { shape, origin: of((axis) => (axis === mirrored ? shape[axis] - 1 : 0)), step: of((axis) => (axis === mirrored ? -1 : 1)), slicesAveraged: 1 };
    }
  }
}

const AXES: Readonly<Record<FlipAxis, 0 | 1 | 2>> = { LEFT_RIGHT: 0, ANTERIOR_POSTERIOR: 1, HEAD_FEET: 2 };

/** Voxels of `step` source voxels each, side by side from the edge of the first on: as many as fit whole, at least one. */
function along(size: number, step: number): { readonly count: number; readonly origin: number; readonly step: number } {
  return { count: Math.max(1, Math.floor(size / step + 1e-6)), origin: (step - 1) / 2, step };
}

function middle(size: number, share: number): { readonly count: number; readonly first: number } {
  const count = Math.max(1, Math.round(size * share));
  return { count, first: Math.floor((size - count) / 2) };
}
