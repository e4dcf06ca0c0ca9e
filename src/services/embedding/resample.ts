/**
 * Pillow's BILINEAR for 8-bit images (src/libImaging/Resample.c): a triangle filter, widened when shrinking, in two passes with
 * coefficients of 22 fractional bits. Integer arithmetic throughout, so the result is Pillow's to the last bit.
 */

const PRECISION_BITS = 22;
const HALF = 1 << (PRECISION_BITS - 1);

interface Taps {
  /** Source pixels that count for an output pixel: `count[o]` from `first[o]`, weights from `o × width`. */
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weights: Int32Array;
  readonly width: number;
}

function tapsFor(from: number, to: number): Taps {
  const scale = from / to;
  const support = Math.max(scale, 1);
  const width = Math.ceil(support) * 2 + 1;
  const taps: Taps = { first: new Int32Array(to), count: new Int32Array(to), weights: new Int32Array(to * width), width };
  for (let output = 0; output < to; output += 1) {
    const center = (output + 0.5) * scale;
    const first = Math.max(0, Math.trunc(center - support + 0.5));
    const count = Math.min(from, Math.trunc(center + support + 0.5)) - first;
    const triangle = Array.from({ length: count }, (_, tap) => Math.max(0, 1 - Math.abs((tap + first - center + 0.5) * (1 / support))));
    const sum = triangle.reduce((total, weight) => total + weight, 0);
    taps.first[output] = first;
    taps.count[output] = count;
    triangle.forEach((weight, tap) => (taps.weights[output * width + tap] = Math.trunc(0.5 + (weight / sum) * (1 << PRECISION_BITS))));
  }
  return taps;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Stretches row-major 8-bit images of one size to another; the result is overwritten by the next call. */
export type Resampler = (pixels: Uint8Array) => Uint8Array;

/** Coefficients are computed once for all images of a volume. */
export function createResampler(from: Size, to: Size): Resampler {
  const across = from.width === to.width ? null : tapsFor(from.width, to.width);
  const down = from.height === to.height ? null : tapsFor(from.height, to.height);
  const narrow = new Uint8Array(to.width * from.height);
  const result = new Uint8Array(to.width * to.height);
  return (pixels) => {
    const rows = across === null ? pixels : resampleRows(pixels, from, to.width, across, narrow);
    return down === null ? rows : resampleColumns(rows, to, down, result);
  };
}

/* The inner loops assert what tapsFor has made sure of: every index lies within its array. */

function resampleRows(pixels: Uint8Array, from: Size, width: number, taps: Taps, target: Uint8Array): Uint8Array {
  const { first, count, weights, width: stride } = taps;
  for (let column = 0; column < width; column += 1) {
    const start = first[column]!;
    const taken = count[column]!;
    const weightStart = column * stride;
    for (let row = 0; row < from.height; row += 1) {
      let sum = HALF;
      const source = row * from.width + start;
      for (let tap = 0; tap < taken; tap += 1) sum = (sum + Math.imul(pixels[source + tap]!, weights[weightStart + tap]!)) | 0;
      target[row * width + column] = sum >> PRECISION_BITS;
    }
  }
  return target;
}

function resampleColumns(pixels: Uint8Array, to: Size, taps: Taps, target: Uint8Array): Uint8Array {
  const { first, count, weights, width: stride } = taps;
  const sums = new Int32Array(to.width);
  for (let row = 0; row < to.height; row += 1) {
    sums.fill(HALF);
    for (let tap = 0; tap < count[row]!; tap += 1) {
      const weight = weights[row * stride + tap]!;
      const source = (first[row]! + tap) * to.width;
      for (let column = 0; column < to.width; column += 1) sums[column] = (sums[column]! + Math.imul(pixels[source + column]!, weight)) | 0;
    }
    for (let column = 0; column < to.width; column += 1) target[row * to.width + column] = sums[column]! >> PRECISION_BITS;
  }
  return target;
}
