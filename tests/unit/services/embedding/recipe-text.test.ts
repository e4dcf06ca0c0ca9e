import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { asId } from '../../../../src/domain/ids.js';
import { croppedRecipe, makeRecipe } from '../../../../src/services/embedding/make-recipe.js';
import type { RecipeOptions, ReductionOptions } from '../../../../src/services/embedding/recipe-options.js';
import { encoderText, recipeText } from '../../../../src/services/embedding/recipe-text.js';
import { parseModelEntry } from '../../../../src/services/models/model-entry.js';

const model = parseModelEntry(JSON.parse(await readFile(new URL('../../../../models/catalogue/efficientnet-lite0.json', import.meta.url), 'utf8')));
const reduction = { components: 64, snapshotId: asId('Snapshot', `snap_${'a'.repeat(40)}`), splits: null };

describe('what sets a recipe apart', () => {
  it.each<readonly [string, RecipeOptions]>([
    ['', {}],
    ['', { window: { center: 40, width: 400 }, plane: 'AXIAL', storage: 'FLOAT16' }],
    ['window -600/1500', { window: { center: -600, width: 1500 } }],
    ['windows 40/400, -600/1500, 400/1800', { channels: 'THREE_WINDOWS' }],
    ['slices ±2', { channels: 'NEIGHBOURS', neighbourDistance: 2 }],
    ['window 50/350; slices ±1', { window: { center: 50, width: 350 }, channels: 'NEIGHBOURS' }],
    ['coronal', { plane: 'CORONAL' }],
    ['PCA 64', { reduction }],
    ['int8', { storage: 'INT8' }],
    ['sagittal; PCA 64; int8', { plane: 'SAGITTAL', reduction, storage: 'INT8' }],
  ])('is "%s"', (text, options) => {
    const recipe = makeRecipe(model, options);
    expect(recipeText(recipe)).toBe(text);
    expect(encoderText('Lite', recipe)).toBe(text === '' ? 'Lite' : `Lite (${text})`);
  });

  it('is the grid of patches, which only models have whose entry names them', () => {
    const patches = { output: 'tokens', rows: 16, columns: 14, leading: 5, dimension: 384 };
    const recipe = makeRecipe(parseModelEntry({ ...model, patches }), { patches: { rows: 4, columns: 14 }, storage: 'INT8' });
    expect(recipeText(recipe)).toBe('patches 4 × 14; int8');
    expect(recipe.body).toMatchObject({ dimension: 384, pooling: 'AREA_AVERAGE', patches: { rows: 4, columns: 14, of: { output: 'tokens', rows: 16, columns: 14, leading: 5 } } });
    const refused = (options: RecipeOptions['patches'], of: object, path: string): void => {
      expect(() => makeRecipe(parseModelEntry({ ...model, ...of }), { patches: options }, 'input.')).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', path: `input.${path}` }) as Error);
    };
    refused({ rows: 2, columns: 2 }, {}, 'patches');
    refused({ rows: 17, columns: 2 }, { patches }, 'patches.rows');
    refused({ rows: 1, columns: 0 }, { patches }, 'patches.columns');
    refused({ rows: 1.5, columns: 1 }, { patches }, 'patches.rows');
    expect(() => croppedRecipe(recipe, 'input.crop')).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', path: 'input.crop' }) as Error);
  });

  it('names crops, and nothing of what is no recipe', () => {
    expect(recipeText(croppedRecipe(makeRecipe(model)))).toBe('cropped to regions');
    expect(encoderText('Lite', { body: { window: 'none' } })).toBe('Lite');
  });

  it('is another hash, and the order in which splits are named is not', () => {
    const hashOf = (splits: ReductionOptions['splits']): string => makeRecipe(model, { reduction: { ...reduction, splits } }).hash;
    expect(hashOf(['TRAIN', 'NONE'])).toBe(hashOf(['NONE', 'TRAIN', 'NONE']));
    expect(new Set([hashOf(null), hashOf(['TRAIN']), hashOf(['NONE', 'TRAIN'])]).size).toBe(3);
  });
});
