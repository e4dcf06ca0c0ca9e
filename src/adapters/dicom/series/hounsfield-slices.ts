import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import { isIdentity, orientVoxels } from '../../../domain/geometry/orientation.js';
import type { Orientation } from '../../../domain/geometry/orientation.js';
import type { Shape } from '../../../domain/geometry/volume.js';
import type { StoredValues } from './stored-values.js';

/** Stored numbers of one slice and what makes Hounsfield units of them. */
export interface SliceValues {
  readonly stored: StoredValues;
  /** What its bits can hold. */
  readonly range: readonly [least: number, greatest: number];
  readonly slope: number;
  readonly intercept: number;
  readonly padding: readonly [from: number, to: number] | null;
}

const STRAIGHT: Orientation = [{ axis: 0, flipped: false }, { axis: 1, flipped: false }, { axis: 2, flipped: false }];

/** What padding is set to where it would be read as something denser: air. */
const AIR = -1024;

function rangeOf(values: StoredValues): readonly [least: number, greatest: number] {
  let [least, greatest] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return [least, greatest];
}

/** Whether all numbers of a range stand for air or less: padding that stays as it is. */
const isAir = ({ slope, intercept }: SliceValues, range: readonly [number, number]): boolean => range.every((number) => number * slope + intercept <= AIR);

const isInt16 = (value: number): boolean => Number.isInteger(value) && value >= -32768 && value <= 32767;

/** Gathers slices in source order into canonical voxels: int16 as long as all values are whole and fit, else float32. */
export class HounsfieldSlices {
  private voxels: Int16Array | Float32Array;
  private readonly plane: number;
  private readonly perSlice: boolean;
  /** Pixels of padding that were denser than air. */
  padded = 0;

  constructor(
    private readonly shape: Shape,
    private readonly orientation: Orientation,
  ) {
    this.plane = shape[0] * shape[1];
    this.voxels = new Int16Array(this.plane * shape[2]);
    // Where slices are axial, each is turned as it comes; others wait for the whole.
    this.perSlice = orientation[2].axis === 2;
  }

  /** Puts a slice at its place k of the source array. */
  put(k: number, slice: SliceValues): void {
    this.fit(slice);
    const place = this.placeOf(k);
    this.turn(slice, this.voxels.subarray(place, place + this.plane));
  }

  /** Whether a slice has the values of the one that was put at k. */
  equals(k: number, slice: SliceValues): boolean {
    this.fit(slice);
    const place = this.placeOf(k);
    const other = this.voxels instanceof Int16Array ? new Int16Array(this.plane) : new Float32Array(this.plane);
    const { padded } = this;
    this.turn(slice, other);
    this.padded = padded;
    return other.every((value, index) => value === this.voxels[place + index]);
  }

  /** The canonical voxels. Throws NON_FINITE_VOXELS. */
  finish(): Int16Array | Float32Array {
    const { voxels } = this;
    const turned = this.perSlice || isIdentity(this.orientation) ? voxels : this.turnWhole(voxels);
    if (turned instanceof Int16Array) return turned;
    if (!turned.every(Number.isFinite)) throw new VoxseekError('NON_FINITE_VOXELS', 'Rescaled voxels are too large for a number.');
    return turned.every(isInt16) ? Int16Array.from(turned) : turned;
  }

  private placeOf(k: number): number {
    const flipped = this.perSlice && this.orientation[2].flipped;
    return (flipped ? this.shape[2] - 1 - k : k) * this.plane;
  }

  private fit({ stored, range, slope, intercept }: SliceValues): void {
    if (this.voxels instanceof Float32Array) return;
    const whole = Number.isInteger(slope) && Number.isInteger(intercept);
    const fits = (ends: readonly number[]): boolean => ends.every((value) => isInt16(value * slope + intercept));
    // Values are looked at only where their bits could hold too much.
    if (!whole || !(fits(range) || fits(rangeOf(stored)))) this.voxels = Float32Array.from(this.voxels);
  }

  private turn(slice: SliceValues, target: Int16Array | Float32Array): void {
    const [i, j] = this.orientation;
    const orientation: Orientation = this.perSlice ? [i, j, STRAIGHT[2]] : STRAIGHT;
    const shape: Shape = [this.shape[0], this.shape[1], 1];
    if (slice.padding === null || isAir(slice, slice.padding)) orientVoxels(slice.stored, shape, orientation, target, slice);
    else orientVoxels(this.withoutPadding(slice, slice.padding), shape, orientation, target);
  }

  private withoutPadding({ stored, slope, intercept }: SliceValues, [from, to]: readonly [number, number]): Float64Array {
    return Float64Array.from(stored, (number) => {
      const value = number * slope + intercept;
      if (number < from || number > to || value <= AIR) return value;
      this.padded += 1;
      return AIR;
    });
  }

  private turnWhole(voxels: Int16Array | Float32Array): Int16Array | Float32Array {
    const target = voxels instanceof Int16Array ? new Int16Array(voxels.length) : new Float32Array(voxels.length);
    orientVoxels(voxels, this.shape, this.orientation, target);
    return target;
  }
}
