import { describe, expect, it } from 'vitest';
import { recipeInput } from '../../../src/cli/recipe-flags.js';

describe('the flags of a recipe', () => {
  it('are the clauses that they name, and none without them', () => {
    expect(recipeInput('mod_a', {})).toEqual({ modelId: 'mod_a' });
    expect(recipeInput('mod_a', { plane: 'Coronal', channels: 'neighbours', patches: '4X16', storage: 'int8' })).toEqual({ modelId: 'mod_a', plane: 'CORONAL', channels: 'NEIGHBOURS', patches: { rows: 4, columns: 16 }, storage: 'INT8' });
  });

  it.each(['4', '4x', 'x4', '4x4x4', '-1x2', '1.5x2', '2 x 2', 'many'])('refuse "%s" as a grid', (patches) => {
    expect(() => recipeInput('mod_a', { patches })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', path: '--patches' }) as Error);
  });
});
