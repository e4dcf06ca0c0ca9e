import { and, asc, eq } from 'drizzle-orm';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { EmbeddingStore } from '../../../services/ports/catalogue.js';
import type { EmbeddingRecord } from '../../../services/ports/records.js';
import { brokenConstraint, databaseCode, SQLSTATE } from '../errors.js';
import { shareObjectLock } from '../object-lock.js';
import { anyOf } from '../queries.js';
import { embeddings } from '../schema/embeddings.js';
import type { TeamSession } from '../session.js';

function toRecord({ teamId: _, ...row }: typeof embeddings.$inferSelect): EmbeddingRecord {
  return row;
}

export function createEmbeddingStore({ run, teamId }: TeamSession): EmbeddingStore {
  return {
    /** Throws NOT_FOUND when the recipe is gone. */
    async put(embedding) {
      try {
        await run(async (tx) => {
          await shareObjectLock(tx, teamId);
          await tx.insert(embeddings).values({ ...embedding, teamId }).onConflictDoNothing();
        });
        return true;
      } catch (error) {
        if (databaseCode(error) !== SQLSTATE.FOREIGN_KEY) throw error;
        if (brokenConstraint(error) === 'embeddings_volume_fk') return false;
        throw new VoxseekError('NOT_FOUND', `There is no recipe ${embedding.recipeId}.`, { path: 'recipeId' });
      }
    },
    get: (volumeId, recipeId) =>
      run(async (tx) => {
        const [row] = await tx.select().from(embeddings).where(and(eq(embeddings.recipeId, recipeId), eq(embeddings.volumeId, volumeId)));
        return row === undefined ? null : toRecord(row);
      }),
    async getMany(volumeIds, recipeId) {
      if (volumeIds.length === 0) return [];
      const rows = await run((tx) =>
        tx
          .select()
          .from(embeddings)
          .where(and(eq(embeddings.recipeId, recipeId), anyOf(embeddings.volumeId, volumeIds)))
          .orderBy(asc(embeddings.volumeId)),
      );
      return rows.map(toRecord);
    },
    async missing(volumeIds, recipeId) {
      if (volumeIds.length === 0) return [];
      const rows = await run((tx) =>
        tx
          .select({ id: embeddings.volumeId })
          .from(embeddings)
          .where(and(eq(embeddings.recipeId, recipeId), anyOf(embeddings.volumeId, volumeIds))),
      );
      const present = new Set(rows.map(({ id }) => id));
      return volumeIds.filter((id) => !present.has(id));
    },
  };
}
