import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseModelEntry } from '../../../../src/services/models/model-entry.js';
import { croppedRecipe, makeRecipe } from '../../../../src/services/embedding/make-recipe.js';
import type { RecipeOptions } from '../../../../src/services/embedding/recipe-options.js';
import { createSliceInput, slicesSeen } from '../../../../src/services/embedding/slice-input.js';

const entryOf = async (name: string) => parseModelEntry(JSON.parse(await readFile(new URL(`../../../../models/catalogue/${name}.json`, import.meta.url), 'utf8')));
const [efficientnet, pixels] = [await entryOf('efficientnet-lite0'), await entryOf('pixels-32')];
const SIDE = efficientnet.size.width;

/** A slice of the model's own size, so that no pixel is resized. */
const flat = (hu: number) => ({ nx: SIDE, ny: SIDE, voxels: new Int16Array(SIDE * SIDE).fill(hu) });

/** The first pixel of each channel, before normalisation. */
function firstPixels(options: RecipeOptions, hus: readonly number[]): readonly number[] {
  const { body } = makeRecipe(efficientnet, options);
  const target = new Float32Array(3 * SIDE * SIDE);
  createSliceInput(body)(hus.map(flat), target, 0);
  const { scale, mean, std } = body.normalisation;
  return [0, 1, 2].map((channel) => Math.round((target[channel * SIDE * SIDE]! * std[channel]! + mean[channel]!) / scale));
}

describe('channels', () => {
  it('hold the same slice each', () => {
    expect(firstPixels({}, [40])).toEqual([128, 128, 128]);
  });

  it('hold the slice through a window each', () => {
    // −600 HU lies below −160 … 240, in the middle of −1350 … 150, and below −500 … 1300.
    expect(firstPixels({ channels: 'THREE_WINDOWS' }, [-600])).toEqual([0, 128, 0]);
    expect(firstPixels({ channels: 'THREE_WINDOWS', otherWindows: [{ center: -600, width: 100 }, { center: -575, width: 100 }] }, [-600])).toEqual([0, 128, 64]);
  });

  it('hold a slice each, the lower first', () => {
    expect(firstPixels({ channels: 'NEIGHBOURS' }, [-160, 40, 240])).toEqual([0, 128, 255]);
  });

  it.each([
    [{}, 5, [5]],
    [{ channels: 'NEIGHBOURS' }, 5, [4, 5, 6]],
    [{ channels: 'NEIGHBOURS' }, 0, [0, 0, 1]],
    [{ channels: 'NEIGHBOURS', neighbourDistance: 4 }, 8, [4, 8, 9]],
    [{ channels: 'NEIGHBOURS', neighbourDistance: 16 }, 5, [0, 5, 9]],
  ] as const)('%j of slice %i of ten see the slices %j', (options, slice, seen) => {
    expect(slicesSeen(makeRecipe(efficientnet, options).body, slice, { shape: [1, 1, 10], spacing: [1, 1, 1] })).toEqual(seen);
  });
});

describe('a recipe', () => {
  it('of a choice has a hash of its own; without one it has the hash it always had', () => {
    const ids = [{}, { channels: 'THREE_WINDOWS' }, { channels: 'NEIGHBOURS' }, { channels: 'NEIGHBOURS', neighbourDistance: 2 }].map((options) => makeRecipe(efficientnet, options as RecipeOptions).id);
    expect(new Set(ids).size).toBe(4);
    expect(makeRecipe(efficientnet).id).toBe('rec_ca198bb18249762184209b6ba8a3892f9b10efb1');
    expect(croppedRecipe(makeRecipe(efficientnet)).id).toBe('rec_ddc9bb1283a75c610895075026e446375c707a9a');
    expect(makeRecipe(pixels).id).toBe('rec_2839ca2f8c4fa2a3cdd46cef36c8e425076677bc');
  });

  it.each([
    ['input.otherWindows', efficientnet, { otherWindows: [{ center: 0, width: 1 }, { center: 0, width: 1 }] }],
    ['input.otherWindows', efficientnet, { channels: 'THREE_WINDOWS', otherWindows: [{ center: 0, width: 1 }] }],
    ['input.otherWindows.1.width', efficientnet, { channels: 'THREE_WINDOWS', otherWindows: [{ center: 0, width: 1 }, { center: 0, width: 0 }] }],
    ['input.neighbourDistance', efficientnet, { neighbourDistance: 1 }],
    ['input.neighbourDistance', efficientnet, { channels: 'NEIGHBOURS', neighbourDistance: 17 }],
    ['input.channels', pixels, { channels: 'NEIGHBOURS' }],
    ['input.channels', pixels, { channels: 'THREE_WINDOWS' }],
  ] as const)('is refused at %s', (path, model, options) => {
    expect(() => makeRecipe(model, options, 'input.')).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', path }) as Error);
  });
});
