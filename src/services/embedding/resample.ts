/**
 * Pillow's BILINEAR for 8-bit images (src/libImaging/Resample.c): a triangle filter, widened when shrinking, in two passes with
 * coefficients of 22 fractional bits. Integer arithmetic throughout, so the result is Pillow's to the last bit.
 */

const PRECISION_BITS = 22;
/** Weights are kept in two parts, since products of 16 bits are the fast ones. */
const LOWER_BITS = 11;
const LOWER = (1 << LOWER_BITS) - 1;
const TAPS_IN_A_CHUNK = 8;
const OUTPUTS_AT_ONCE = 4;

export interface Taps {
  /** Source pixels that count for an output pixel: `count[o]` from `first[o]`, weights from `o × width`. */
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weights: Int32Array;
  readonly width: number;
}

export function tapsFor(from: number, to: number): Taps {
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

const upTo = (value: number, step: number): number => Math.ceil(value / step) * step;

/** Taps of the first pass as `across` of the kernel takes them: rounded up to whole chunks and outputs, where what was added weighs nothing. */
export interface RowTaps {
  readonly outputs: number;
  readonly chunks: number;
  readonly first: Int32Array;
  readonly upper: Int16Array;
  readonly lower: Int16Array;
}

/** From rows of `from` pixels to rows of `to`. */
export function rowTaps(from: number, to: number): RowTaps {
  const taps = tapsFor(from, to);
  const chunks = Math.ceil(Math.max(...taps.count) / TAPS_IN_A_CHUNK);
  const outputs = upTo(to, OUTPUTS_AT_ONCE);
  const stride = chunks * TAPS_IN_A_CHUNK;
  const packed = { outputs, chunks, first: new Int32Array(outputs), upper: new Int16Array(outputs * stride), lower: new Int16Array(outputs * stride) };
  packed.first.set(taps.first);
  eachWeight(taps, to, (output, tap, weight) => {
    packed.upper[output * stride + tap] = weight >> LOWER_BITS;
    packed.lower[output * stride + tap] = weight & LOWER;
  });
  return packed;
}

/** Taps of the second pass as `down` of the kernel takes them: in pairs, where the weight that makes a pair whole is 0. */
export interface ColumnTaps {
  readonly pairs: number;
  readonly first: Int32Array;
  readonly weights: Int16Array;
}

/** From columns of `from` pixels to columns of `to`. */
export function columnTaps(from: number, to: number): ColumnTaps {
  const taps = tapsFor(from, to);
  const pairs = Math.ceil(Math.max(...taps.count) / 2);
  const weights = new Int16Array(to * pairs * 4);
  eachWeight(taps, to, (output, tap, weight) => {
    const pair = (output * pairs + (tap >> 1)) * 4 + (tap & 1);
    weights[pair] = weight >> LOWER_BITS;
    weights[pair + 2] = weight & LOWER;
  });
  return { pairs, first: taps.first, weights };
}

function eachWeight({ count, weights, width }: Taps, outputs: number, visit: (output: number, tap: number, weight: number) => void): void {
  for (let output = 0; output < outputs; output += 1) {
    for (let tap = 0; tap < (count[output] ?? 0); tap += 1) visit(output, tap, weights[output * width + tap] ?? 0);
  }
}
