import type { CanonicalGrid, CanonicalSlice } from '../../domain/geometry/volume.js';
import type { Recipe } from './recipe.js';
import { channelNormalisers, createNormaliser, createSliceImager } from './slice-image.js';

type Grid = Pick<CanonicalGrid, 'shape' | 'spacing'>;

/** The slice whose input gives the vector of `slice`: itself, or the middle of the window whose stretch it lies in. */
export function sliceAsked({ sliding }: Pick<Recipe, 'sliding'>, slice: number, sliceCount: number): number {
  if (sliding === undefined) return slice;
  return Math.min(sliceCount - 1, Math.floor(slice / sliding.stride) * sliding.stride + Math.floor(sliding.stride / 2));
}

/** The slices that the input for a slice is made of: one for all channels, one a channel, or one a plane of a window. */
export function slicesSeen({ channels, neighbourDistance = 1, sliding, size }: Pick<Recipe, 'channels' | 'neighbourDistance' | 'sliding' | 'size'>, slice: number, { shape, spacing }: Grid): readonly number[] {
  const within = (place: number): number => Math.max(0, Math.min(shape[2] - 1, place));
  if (sliding !== undefined) {
    const { depth = 1 } = size;
    const step = sliding.spacing === null ? 1 : sliding.spacing / spacing[2];
    // Halves go up: of an even number of planes one more lies above the middle than below it.
    return Array.from({ length: depth }, (_, plane) => within(Math.floor(slice + (plane - (depth - 1) / 2) * step + 0.5)));
  }
  return channels === 'NEIGHBOURS' ? [within(slice - neighbourDistance), slice, within(slice + neighbourDistance)] : [slice];
}

/** Of the tensor that a model takes for so many slices. */
export function inputShape({ channels, size }: Pick<Recipe, 'channels' | 'size'>, slices: number): readonly number[] {
  return [slices, channels === 'SINGLE' ? 1 : 3, ...(size.depth === undefined ? [] : [size.depth]), size.height, size.width];
}

/** Writes what a model sees for one slice, channels (× planes) × height × width of float32, from `offset` on. `slices` are those of `slicesSeen`. */
export type SliceInput = (slices: readonly CanonicalSlice[], target: Float32Array, offset: number) => void;

/** "Slice image" and "Channels" of docs/recipes.md. */
export function createSliceInput({ channels, window, otherWindows, size, normalisation }: Recipe): SliceInput {
  const pixels = size.width * size.height;
  switch (channels) {
    case 'REPEAT':
    case 'SINGLE': {
      const [image, normalise] = [createSliceImager(window, size), createNormaliser(normalisation)];
      return (slices, target, offset) => slices.forEach((slice, plane) => normalise(image(slice), target, offset + plane * pixels));
    }
    case 'THREE_WINDOWS': {
      const images = [window, ...(otherWindows ?? [])].map((one) => createSliceImager(one, size));
      const normalisers = channelNormalisers(normalisation);
      return ([slice], target, offset) => slice !== undefined && images.forEach((image, channel) => normalisers[channel]?.(image(slice), target, offset + channel * pixels));
    }
    case 'NEIGHBOURS': {
      const [image, normalisers] = [createSliceImager(window, size), channelNormalisers(normalisation)];
      return (slices, target, offset) => slices.forEach((slice, channel) => normalisers[channel]?.(image(slice), target, offset + channel * pixels));
    }
  }
}
