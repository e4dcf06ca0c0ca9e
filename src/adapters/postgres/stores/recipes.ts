import { eq } from 'drizzle-orm';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { RecipeStore } from '../../../services/ports/catalogue.js';
import type { RecipeRecord } from '../../../services/ports/records.js';
import { shareObjectLock } from '../object-lock.js';
import { anyOf, inOrderOf, laterId, pageOf } from '../queries.js';
import { embeddings, models, recipes } from '../schema/embeddings.js';
import type { TeamSession } from '../session.js';
import { inUse, recipeUsers } from './users.js';

function toRecord({ teamId: _, ...row }: typeof recipes.$inferSelect): RecipeRecord {
  return row;
}

export function createRecipeStore({ run, teamId }: TeamSession): RecipeStore {
  return {
    /** Throws NOT_FOUND when the team sees no such model. */
    put: (recipe) =>
      run(async (tx) => {
        // A deletion of the team's own model that is under way is waited for; the operator's cannot be locked, nor deleted.
        await tx.select({ id: models.id }).from(models).where(eq(models.id, recipe.modelId)).for('key share');
        const seen = await tx.select({ id: models.id }).from(models).where(eq(models.id, recipe.modelId));
        if (seen.length === 0) throw new VoxseekError('NOT_FOUND', `There is no model ${recipe.modelId}.`, { path: 'modelId' });
        // It keeps the reduction that it is derived by.
        await shareObjectLock(tx, teamId);
        await tx.insert(recipes).values({ ...recipe, teamId }).onConflictDoNothing();
      }),
    get: (id) =>
      run(async (tx) => {
        const [row] = await tx.select().from(recipes).where(eq(recipes.id, id));
        return row === undefined ? null : toRecord(row);
      }),
    async getMany(ids) {
      if (ids.length === 0) return [];
      const rows = await run((tx) => tx.select().from(recipes).where(anyOf(recipes.id, ids)));
      return inOrderOf(ids, rows.map(toRecord));
    },
    list: (page) =>
      run((tx) =>
        pageOf(
          page,
          tx.$count(recipes),
          (limit) => tx.select().from(recipes).where(laterId(recipes.id, page.after)).orderBy(recipes.id).limit(limit),
          toRecord,
        ),
      ),
    delete: (id) =>
      run(async (tx) => {
        await tx.select({ id: recipes.id }).from(recipes).where(eq(recipes.id, id)).for('update');
        const users = await recipeUsers(tx, id);
        if (users.length > 0) throw inUse('recipe', id, users, 'Delete these, or let jobs end, first.');
        // None is added meanwhile: an embedding needs the row that is locked.
        const held = await tx.select({ volumeId: embeddings.volumeId, objectKey: embeddings.objectKey }).from(embeddings).where(eq(embeddings.recipeId, id));
        await tx.delete(recipes).where(eq(recipes.id, id));
        return held;
      }),
  };
}
