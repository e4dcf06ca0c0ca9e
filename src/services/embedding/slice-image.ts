import type { CanonicalSlice } from '../../domain/geometry/volume.js';
import type { HuWindow } from './recipe.js';
import { createResampler } from './resample.js';
import { roundHalfEven } from './round-half-even.js';
import type { Size } from './resample.js';

/** Raised by hand when the same voxels and recipe give other pixels than before, so that old vectors are never taken for new. */
export const PREPROCESSING_VERSION = 1;

function windowed(hu: number, { center, width }: HuWindow): number {
  const low = center - width / 2;
  const clipped = Math.min(Math.max(hu, low), center + width / 2);
  return roundHalfEven(((clipped - low) / width) * 255);
}

/** 0–255 for every int16, so that a slice is windowed by look-up. */
function windowTable(window: HuWindow): Uint8Array {
  return Uint8Array.from({ length: 65_536 }, (_, index) => windowed(index - 32_768, window));
}

/** Hounsfield units of an axial slice as 8-bit pixels: rows anterior → posterior, columns patient left → right. */
function windowSlice({ nx, ny, voxels }: CanonicalSlice, window: HuWindow, table: Uint8Array, target: Uint8Array): void {
  const integral = voxels instanceof Int16Array;
  for (let row = 0; row < ny; row += 1) {
    const source = (ny - 1 - row) * nx;
    const start = row * nx;
    for (let column = 0; column < nx; column += 1) {
      const hu = voxels[source + column] ?? 0;
      target[start + column] = integral ? (table[hu + 32_768] ?? 0) : windowed(hu, window);
    }
  }
}

/** The image of a slice as the encoder sees it before its own normalisation: 8-bit, row-major, of the recipe's size. */
export type SliceImager = (slice: CanonicalSlice) => Uint8Array;

/** "Slice image" of docs/recipes.md. The result is overwritten by the next call. */
export function createSliceImager(window: HuWindow, size: Size): SliceImager {
  const table = windowTable(window);
  let from: Size = { width: 0, height: 0 };
  let resample = createResampler(size, size);
  let pixels = new Uint8Array(0);
  return (slice) => {
    if (slice.nx !== from.width || slice.ny !== from.height) {
      from = { width: slice.nx, height: slice.ny };
      resample = createResampler(from, size);
      pixels = new Uint8Array(slice.nx * slice.ny);
    }
    windowSlice(slice, window, table, pixels);
    return resample(pixels);
  };
}

export interface Normalisation {
  readonly scale: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Writes a grey image as planes of float32 from `offset` on. */
export type Normaliser = (pixels: Uint8Array, target: Float32Array, offset: number) => void;

/**
 * For each channel by itself: (pixel × scale − mean) / std, each step rounded to float32, as numpy and torchvision do it. The last bit
 * matters: a graph that quantises its activations turns it into a cosine of .998.
 */
export function channelNormalisers({ scale, mean, std }: Normalisation): readonly Normaliser[] {
  return mean.map((average, channel) => {
    const [center, spread] = [Math.fround(average), Math.fround(std[channel] ?? 1)];
    // The division rounds once more when it is stored.
    const table = Float32Array.from({ length: 256 }, (_, pixel) => Math.fround(Math.fround(pixel * scale) - center) / spread);
    return (pixels, target, offset) => {
      for (let index = 0; index < pixels.length; index += 1) target[offset + index] = table[pixels[index] ?? 0] ?? 0;
    };
  });
}

/** The same grey image in every channel. */
export function createNormaliser(normalisation: Normalisation): Normaliser {
  const channels = channelNormalisers(normalisation);
  return (pixels, target, offset) => channels.forEach((write, channel) => write(pixels, target, offset + channel * pixels.length));
}
