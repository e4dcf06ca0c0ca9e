import type { CanonicalSlice } from '../../domain/geometry/volume.js';
import type { Recipe } from './recipe.js';
import { channelNormalisers, createNormaliser, createSliceImager } from './slice-image.js';

/** The slices that the input for a slice is made of: one a channel, or one for all. */
export function slicesSeen({ channels, neighbourDistance = 1 }: Pick<Recipe, 'channels' | 'neighbourDistance'>, slice: number, sliceCount: number): readonly number[] {
  if (channels !== 'NEIGHBOURS') return [slice];
  return [Math.max(0, slice - neighbourDistance), slice, Math.min(sliceCount - 1, slice + neighbourDistance)];
}

export const channelCount = ({ channels }: Pick<Recipe, 'channels'>): number => (channels === 'SINGLE' ? 1 : 3);

/** Writes what a model sees for one slice, channels × height × width of float32, from `offset` on. `slices` are those of `slicesSeen`. */
export type SliceInput = (slices: readonly CanonicalSlice[], target: Float32Array, offset: number) => void;

/** "Slice image" and "Channels" of docs/recipes.md. */
export function createSliceInput({ channels, window, otherWindows, size, normalisation }: Recipe): SliceInput {
  const pixels = size.width * size.height;
  switch (channels) {
    case 'REPEAT':
    case 'SINGLE': {
      const [image, normalise] = [createSliceImager(window, size), createNormaliser(normalisation)];
      return ([slice], target, offset) => slice !== undefined && normalise(image(slice), target, offset);
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
