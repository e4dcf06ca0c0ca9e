import type { CanonicalSlice } from '../../domain/geometry/volume.js';
import { createImageMemory } from './image-kernel.js';
import type { ImageMemory } from './image-kernel.js';
import type { HuWindow } from './recipe.js';
import { columnTaps, rowTaps } from './resample.js';
import type { Size } from './resample.js';
import { roundHalfEven } from './round-half-even.js';

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

/** Whole bounds that fit int16, for which the steps of the kernel give the pixels of the table; null for other windows. */
function boundsOf({ center, width }: HuWindow, table: Uint8Array): { readonly low: number; readonly high: number } | null {
  const [low, high] = [center - width / 2, center + width / 2];
  if (![low, high].every((bound) => Number.isInteger(bound) && bound >= -32_768 && bound <= 32_767)) return null;
  for (let hu = low; hu <= high; hu += 1) {
    if (roundHalfEven(Math.fround(((hu - low) * 255) / width)) !== table[hu + 32_768]) return null;
  }
  return { low, high };
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

/** Images of slices of one size. */
function imagerFor(memory: ImageMemory, from: Size, size: Size, window: HuWindow, table: Uint8Array): SliceImager {
  const across = from.width === size.width ? null : rowTaps(from.width, size.width);
  const stride = across?.outputs ?? from.width;
  // Rows that were rounded up are cut to their length again on the way down.
  const down = from.height === size.height && stride === size.width ? null : columnTaps(from.height, size.height);
  const pixelCount = from.width * from.height;
  const kernel = memory.layOut({
    voxels: pixelCount * 2,
    pixels: pixelCount,
    first: across?.first.byteLength ?? 0,
    upper: across?.upper.byteLength ?? 0,
    lower: across?.lower.byteLength ?? 0,
    // The second of a last pair that weighs nothing lies one row behind the last.
    narrow: stride * (from.height + 1),
    rows: down?.first.byteLength ?? 0,
    weights: down?.weights.byteLength ?? 0,
    result: size.width * size.height,
  });
  const { buffer, at } = kernel;
  if (across !== null) {
    new Int32Array(buffer, at.first).set(across.first);
    new Int16Array(buffer, at.upper).set(across.upper);
    new Int16Array(buffer, at.lower).set(across.lower);
  }
  if (down !== null) {
    new Int32Array(buffer, at.rows).set(down.first);
    new Int16Array(buffer, at.weights).set(down.weights);
  }
  const bounds = boundsOf(window, table);
  const hu = new Int16Array(buffer, at.voxels, pixelCount);
  const pixels = new Uint8Array(buffer, at.pixels, pixelCount);
  const image = new Uint8Array(buffer, down !== null ? at.result : across !== null ? at.narrow : at.pixels, size.width * size.height);
  return (slice) => {
    if (bounds !== null && slice.voxels instanceof Int16Array) {
      hu.set(slice.voxels);
      kernel.window(at.voxels, from.width, from.height, bounds.low, bounds.high, window.width, at.pixels);
    } else windowSlice(slice, window, table, pixels);
    if (across !== null) kernel.across(at.pixels, from.width, from.height, at.first, at.upper, at.lower, across.chunks, across.outputs, at.narrow);
    if (down !== null) kernel.down(across === null ? at.pixels : at.narrow, stride, at.rows, at.weights, down.pairs, size.height, size.width, at.result);
    return image;
  };
}

/** "Slice image" of docs/recipes.md. The result is overwritten by the next call. */
export function createSliceImager(window: HuWindow, size: Size): SliceImager {
  const table = windowTable(window);
  const memory = createImageMemory();
  let from: Size = { width: 0, height: 0 };
  let imager: SliceImager | undefined;
  return (slice) => {
    if (imager === undefined || slice.nx !== from.width || slice.ny !== from.height) {
      from = { width: slice.nx, height: slice.ny };
      imager = imagerFor(memory, from, size, window, table);
    }
    return imager(slice);
  };
}

export interface Normalisation {
  readonly scale: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Writes a grey image as planes of float32 from `offset` on. */
export type Normaliser = (pixels: Uint8Array, target: Float32Array, offset: number) => void;

/** One plane after the other, of the channels with these means and spreads. */
function planesOf(scale: number, channels: readonly { readonly mean: number; readonly std: number }[]): Normaliser {
  const memory = createImageMemory();
  let count = 0;
  let kernel = memory.layOut({ pixels: 0, scaled: 0, plane: 0 });
  return (pixels, target, offset) => {
    if (pixels.length !== count) {
      count = pixels.length;
      kernel = memory.layOut({ pixels: count, scaled: count * 4, plane: count * 4 });
    }
    const { buffer, at } = kernel;
    new Uint8Array(buffer, at.pixels, count).set(pixels);
    kernel.scale(at.pixels, count, scale, at.scaled);
    channels.forEach(({ mean, std }, channel) => {
      kernel.centre(at.scaled, count, mean, std, at.plane);
      target.set(new Float32Array(buffer, at.plane, count), offset + channel * count);
    });
  };
}

const channelsOf = ({ mean, std }: Normalisation) => mean.map((average, channel) => ({ mean: average, std: std[channel] ?? 1 }));

/**
 * For each channel by itself: (pixel × scale − mean) / std, each step rounded to float32, as numpy and torchvision do it. The last bit
 * matters: a graph that quantises its activations turns it into a cosine of .998.
 */
export const channelNormalisers = (normalisation: Normalisation): readonly Normaliser[] => channelsOf(normalisation).map((channel) => planesOf(normalisation.scale, [channel]));

/** The same grey image in every channel. */
export const createNormaliser = (normalisation: Normalisation): Normaliser => planesOf(normalisation.scale, channelsOf(normalisation));
