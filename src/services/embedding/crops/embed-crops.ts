import { cropSlices } from '../../../domain/geometry/in-plane-box.js';
import type { CanonicalVolume } from '../../../domain/geometry/volume.js';
import type { EmbeddingEngine, SliceEmbeddings } from '../../ports/embedding-engine.js';
import type { Recipe } from '../recipe.js';
import { slicesSeen } from '../slice-input.js';
import type { Crop } from './crop-plan.js';

/** The rows of all crops, one after the other, each crop's in the order of its slices; embedded as whole slices of that size would be. */
export async function embedCrops(engine: EmbeddingEngine, volume: CanonicalVolume, crops: readonly Crop[], recipe: Recipe, signal: AbortSignal): Promise<SliceEmbeddings> {
  const rows = crops.reduce((sum, { slices }) => sum + slices.length, 0);
  const data = new Float32Array(rows * recipe.dimension);
  let [row, seconds, provider] = [0, 0, 'NONE'];
  for (const { box, slices } of crops) {
    const seen = slices.flatMap((slice) => slicesSeen(recipe, slice, volume));
    // Where windows lie is counted from the first slice of the volume.
    const [first, last] = recipe.sliding === undefined ? [Math.min(...seen), Math.max(...seen)] : [0, volume.shape[2] - 1];
    const cropped = cropSlices(volume, box, Array.from({ length: last - first + 1 }, (_, at) => first + at));
    const made = await engine.embed(cropped, recipe, { signal, slices: slices.map((slice) => slice - first) });
    data.set(made.vectors.data, row * recipe.dimension);
    row += slices.length;
    seconds += made.seconds;
    provider = made.provider;
  }
  return { vectors: { rows, columns: recipe.dimension, data }, provider, seconds };
}
