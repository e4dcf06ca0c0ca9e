import { expect, it } from 'vitest';
import { asId } from '../../../../src/domain/ids.js';
import { deleteRecipe } from '../../../../src/services/embedding/delete-recipe.js';
import type { TeamCatalogue } from '../../../../src/services/ports/catalogue.js';

const recipeId = asId('Recipe', 'rec_a');

function setUp(embeddedAgain: readonly string[] = []) {
  const steps: string[] = [];
  const held = ['a', 'b'].map((name) => ({ volumeId: asId('Volume', `vol_${name}`), objectKey: `${name}.npy` }));
  const team = {
    recipes: { get: () => Promise.resolve(null), delete: () => (steps.push('rows'), Promise.resolve(held)) },
    embeddings: { get: (volumeId: string) => Promise.resolve(embeddedAgain.includes(volumeId) ? {} : null) },
  } as unknown as TeamCatalogue;
  return { team, steps };
}

it('deletes rows before objects, so that a crash in between leaves nothing that a row names', async () => {
  const { team, steps } = setUp();
  const crashes = { delete: () => Promise.reject(new Error('The process ends here.')) };
  await expect(deleteRecipe(team, crashes, recipeId)).rejects.toThrow('ends here');
  expect(steps).toEqual(['rows']);
  await deleteRecipe(team, { delete: (key) => Promise.resolve(void steps.push(key)) }, recipeId);
  expect(steps).toEqual(['rows', 'rows', 'a.npy', 'b.npy']);
});

it('keeps an object that has a row again', async () => {
  const { team, steps } = setUp(['vol_a']);
  await deleteRecipe(team, { delete: (key) => Promise.resolve(void steps.push(key)) }, recipeId);
  expect(steps).toEqual(['rows', 'b.npy']);
});
