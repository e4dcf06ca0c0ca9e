import type { CanonicalVolume } from '../../src/domain/geometry/volume.js';
import { perturb } from '../../src/domain/perturbation/perturb.js';
import type { Perturbation } from '../../src/domain/perturbation/perturbation.js';
import { regridVolume } from '../../src/domain/perturbation/regrid.js';

/** A scan as another export, reconstruction or protocol would have left it. */
export interface ScanCopy {
  readonly name: string;
  /** Whether the search for near-duplicates claims to tell it from scans of other patients. */
  readonly claimed: boolean;
  readonly of: (scan: CanonicalVolume) => CanonicalVolume;
}

const by = (perturbation: (scan: CanonicalVolume) => Perturbation) => (scan: CanonicalVolume): CanonicalVolume => perturb(scan, null, perturbation(scan), 'copies').volume;

export const SCAN_COPIES: readonly ScanCopy[] = [
  { name: 'noise of 30 HU', claimed: true, of: by(() => ({ kind: 'NOISE', deviation: 30 })) },
  { name: '1.5 times the pixel spacing', claimed: true, of: by(({ spacing }) => ({ kind: 'SPACING', spacing: 1.5 * spacing[0] })) },
  { name: 'shifted by half a slice', claimed: true, of: shifted },
  { name: 'slices of twice the thickness', claimed: true, of: by(({ spacing }) => ({ kind: 'SLICE_THICKNESS', thickness: 2 * spacing[2] })) },
  { name: 'window 60/300', claimed: true, of: by(() => ({ kind: 'WINDOW', center: 60, width: 300 })) },
  { name: 'half of the slices', claimed: true, of: by(() => ({ kind: 'CROP', inPlane: 1, length: 0.5 })) },
  { name: 'a tenth cut off in-plane', claimed: false, of: by(() => ({ kind: 'CROP', inPlane: 0.9, length: 1 })) },
  { name: 'window −200/1,200', claimed: false, of: by(() => ({ kind: 'WINDOW', center: -200, width: 1_200 })) },
  { name: 'mirrored', claimed: false, of: by(() => ({ kind: 'FLIP', axis: 'LEFT_RIGHT' })) },
];

function shifted(scan: CanonicalVolume): CanonicalVolume {
  const [nx, ny, nz] = scan.shape;
  return regridVolume(scan, { shape: [nx, ny, nz - 1], origin: [0, 0, 0.5], step: [1, 1, 1], slicesAveraged: 1 });
}
