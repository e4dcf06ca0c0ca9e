import { and, eq } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { DuplicateReview, DuplicateReviewStore, VolumePair } from '../../../services/ports/duplicate-reviews.js';
import { SQLSTATE, databaseCode } from '../errors.js';
import { anyOf } from '../queries.js';
import { duplicateReviews } from '../schema/duplicates.js';
import type { TeamSession } from '../session.js';

const toRecord = ({ teamId: _, ...row }: typeof duplicateReviews.$inferSelect): DuplicateReview => row;

const isPair = ({ first, second }: VolumePair): SQL | undefined => and(eq(duplicateReviews.first, first), eq(duplicateReviews.second, second));

export function createDuplicateReviewStore({ run, teamId }: TeamSession): DuplicateReviewStore {
  return {
    async put(review) {
      const { verdict, reviewedBy, reviewedAt } = review;
      try {
        await run((tx) =>
          tx
            .insert(duplicateReviews)
            .values({ ...review, teamId })
            .onConflictDoUpdate({ target: [duplicateReviews.teamId, duplicateReviews.first, duplicateReviews.second], set: { verdict, reviewedBy, reviewedAt } }),
        );
      } catch (error) {
        if (databaseCode(error) !== SQLSTATE.FOREIGN_KEY) throw error;
        throw new VoxseekError('NOT_FOUND', 'One of the volumes is gone.', { path: 'volumeId', cause: error });
      }
    },
    async remove(pair) {
      await run((tx) => tx.delete(duplicateReviews).where(isPair(pair)));
    },
    async ofPairs(pairs) {
      if (pairs.length === 0) return [];
      const wanted = new Set(pairs.map(({ first, second }) => `${first} ${second}`));
      const among = and(anyOf(duplicateReviews.first, pairs.map(({ first }) => first)), anyOf(duplicateReviews.second, pairs.map(({ second }) => second)));
      const rows = await run((tx) => tx.select().from(duplicateReviews).where(among));
      return rows.map(toRecord).filter(({ first, second }) => wanted.has(`${first} ${second}`));
    },
  };
}
