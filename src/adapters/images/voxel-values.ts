import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { isIdentity, orientVoxels } from '../../domain/geometry/orientation.js';
import type { Orientation } from '../../domain/geometry/orientation.js';
import type { StoredNumbers } from './number-types.js';
import type { StoredImage } from './stored-image.js';

type Scaling = { readonly slope: number; readonly intercept: number } | null;

/** A slope that is 0 or not a number means none, as nifti1.h has it; slope 1 with intercept 0 is none either. */
function scalingOf({ slope, intercept }: StoredImage): Scaling {
  if (slope === 0 || !Number.isFinite(slope)) return null;
  if (!Number.isFinite(intercept)) throw new VoxseekError('FILE_CORRUPT', 'The header has a slope but no finite intercept.');
  return slope === 1 && intercept === 0 ? null : { slope, intercept };
}

interface Survey {
  readonly integral: boolean;
  readonly minimum: number;
  readonly maximum: number;
  readonly nonFinite: number;
}

function survey(stored: StoredNumbers, scaling: Scaling): Survey {
  const slope = scaling?.slope ?? 1;
  const intercept = scaling?.intercept ?? 0;
  let [integral, minimum, maximum, nonFinite] = [true, Infinity, -Infinity, 0];
  for (const number of stored) {
    const value = number * slope + intercept;
    if (!Number.isFinite(Math.fround(value))) nonFinite += 1;
    else {
      if (value < minimum) minimum = value;
      if (value > maximum) maximum = value;
      if (integral && !Number.isInteger(value)) integral = false;
    }
  }
  return { integral, minimum, maximum, nonFinite };
}

function refuseNonFinite({ nonFinite }: Survey): void {
  if (nonFinite > 0) throw new VoxseekError('NON_FINITE_VOXELS', `${nonFinite} voxels are NaN or infinite.`, { details: { voxels: nonFinite } });
}

function turned<T extends Int16Array | Uint16Array | Float32Array>(image: StoredImage, stored: StoredNumbers, scaling: Scaling, orientation: Orientation, target: T): T {
  orientVoxels(stored, image.shape, orientation, target, scaling ?? undefined);
  return target;
}

/**
 * Stored numbers × slope + intercept in float64, in canonical order: int16 where all are whole numbers that fit, else float32. In the memory of the
 * image where they already lie there so. Throws NON_FINITE_VOXELS.
 */
export function canonicalVoxels(image: StoredImage, orientation: Orientation): Int16Array | Float32Array {
  const stored = image.datatype.view(image.bytes);
  const scaling = scalingOf(image);
  if (scaling === null && stored instanceof Int16Array && isIdentity(orientation)) return stored;
  if (scaling === null && image.datatype.fitsInt16) return turned(image, stored, null, orientation, new Int16Array(stored.length));
  const seen = survey(stored, scaling);
  refuseNonFinite(seen);
  const whole = seen.integral && seen.minimum >= -32768 && seen.maximum <= 32767;
  return whole
    ? turned(image, stored, scaling, orientation, new Int16Array(stored.length))
    : turned(image, stored, scaling, orientation, new Float32Array(stored.length));
}

/** Labels in canonical order. Throws MASK_NOT_INTEGRAL unless all are whole numbers from 0 to 65,535, NON_FINITE_VOXELS. */
export function canonicalLabels(image: StoredImage, orientation: Orientation): Uint16Array {
  const stored = image.datatype.view(image.bytes);
  const scaling = scalingOf(image);
  const seen = survey(stored, scaling);
  refuseNonFinite(seen);
  if (!seen.integral || seen.minimum < 0 || seen.maximum > 65535) {
    throw new VoxseekError('MASK_NOT_INTEGRAL', `The mask has values from ${seen.minimum} to ${seen.maximum}${seen.integral ? '' : ', not all whole'}.`);
  }
  return turned(image, stored, scaling, orientation, new Uint16Array(stored.length));
}
