import { cornerDistance, isInvertible } from '../../domain/geometry/affine.js';
import type { Affine } from '../../domain/geometry/volume.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ImportNote } from '../../services/ports/records.js';
import type { NiftiHeader } from './header.js';

/** Corners further apart than this, in mm, are a disagreement and not rounding. */
const AGREEMENT_MM = 0.1;

/** Millimetres in a spatial unit of `xyzt_units`: 1 metre, 3 micrometre; 2 and unknown are taken as millimetre. */
const MILLIMETRES: Readonly<Record<number, number>> = { 1: 1000, 3: 0.001 };

/** The rotation, spacing and offset of the quaternion form (nifti1.h, "METHOD 2"). */
function qformAffine(header: NiftiHeader): Affine {
  let [b, c, d] = header.quaternion;
  let a = 1 - (b * b + c * c + d * d);
  if (a < 0) {
    // Rounding pushed the vector over unit length: a half turn, as the reference library reads it.
    const length = Math.hypot(b, c, d);
    [a, b, c, d] = [0, b / length, c / length, d / length];
  } else a = Math.sqrt(a);
  const [qfac, ...pixdim] = header.pixdim;
  const [sx, sy] = [Math.abs(pixdim[0]), Math.abs(pixdim[1])];
  const sz = Math.abs(pixdim[2]) * (qfac < 0 ? -1 : 1);
  const [x, y, z] = header.quaternionOffset;
  return [
    [(a * a + b * b - c * c - d * d) * sx, 2 * (b * c - a * d) * sy, 2 * (b * d + a * c) * sz, x],
    [2 * (b * c + a * d) * sx, (a * a + c * c - b * b - d * d) * sy, 2 * (c * d - a * b) * sz, y],
    [2 * (b * d - a * c) * sx, 2 * (c * d + a * b) * sy, (a * a + d * d - b * b - c * c) * sz, z],
    [0, 0, 0, 1],
  ];
}

/** Spacing alone, with the centre of the grid as origin and columns running to the left, as ANALYZE and nibabel read it. */
function formlessAffine({ pixdim, shape }: NiftiHeader): Affine {
  const [sx, sy, sz] = [Math.abs(pixdim[1]), Math.abs(pixdim[2]), Math.abs(pixdim[3])];
  return [
    [-sx, 0, 0, (sx * (shape[0] - 1)) / 2],
    [0, sy, 0, (-sy * (shape[1] - 1)) / 2],
    [0, 0, sz, (-sz * (shape[2] - 1)) / 2],
    [0, 0, 0, 1],
  ];
}

function inMillimetres(affine: Affine, unit: number): Affine {
  const factor = MILLIMETRES[unit] ?? 1;
  const row = ([i, j, k, offset]: Affine[0]): Affine[0] => [i * factor, j * factor, k * factor, offset * factor];
  return factor === 1 ? affine : [row(affine[0]), row(affine[1]), row(affine[2]), affine[3]];
}

/** The affine of a header: sform if it has one, else qform, else spacing alone. Throws SINGULAR_AFFINE. */
export function affineOf(header: NiftiHeader): { readonly affine: Affine; readonly notes: readonly ImportNote[] } {
  const notes: ImportNote[] = [];
  const qform = header.qformCode > 0 ? qformAffine(header) : null;
  const sform = header.sformCode > 0 ? header.sform : null;
  const chosen = sform ?? qform ?? formlessAffine(header);
  if (!isInvertible(chosen)) {
    throw new VoxseekError('SINGULAR_AFFINE', `The ${sform ? 'sform' : qform ? 'qform' : 'spacing'} of the header gives an affine that cannot be inverted.`);
  }
  if (sform === null && qform === null) {
    notes.push({ kind: 'NO_SPATIAL_FORM', message: 'Neither sform nor qform is set: left and right, and where the scan lies, are assumed.' });
  }
  if (sform !== null && qform !== null) {
    const distance = isInvertible(qform) ? cornerDistance(header.shape, inMillimetres(sform, header.unit), inMillimetres(qform, header.unit)) : Infinity;
    if (distance > AGREEMENT_MM) {
      const apart = Number.isFinite(distance) ? `put corners ${distance.toFixed(2)} mm apart` : 'disagree: the qform is unusable';
      notes.push({ kind: 'FORMS_DISAGREE', message: `sform and qform ${apart}; the sform was used.` });
    }
  }
  return { affine: inMillimetres(chosen, header.unit), notes };
}
