import { and, eq, inArray, ne, notInArray, or, sql } from 'drizzle-orm';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { DatasetId, ModelId, RecipeId } from '../../../domain/ids.js';
import type { JobState } from '../../../services/ports/records.js';
import { textArray } from '../queries.js';
import { snapshots } from '../schema/datasets.js';
import { recipes, vectorIndexes } from '../schema/embeddings.js';
import { retrievalRuns } from '../schema/evaluation.js';
import { jobs, queryVolumes } from '../schema/jobs.js';
import type { Transaction } from '../database.js';

const ENDED: JobState[] = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

const ids = (rows: readonly { readonly id: string }[]): readonly string[] => rows.map(({ id }) => id);

/** Users named in a message; the others are counted. */
const NAMED = 20;

export function inUse(noun: string, id: string, users: readonly string[], remedy: string): VoxseekError {
  const others = users.length > NAMED ? ` and ${users.length - NAMED} others` : '';
  return new VoxseekError('IN_USE', `The ${noun} ${id} is used by ${users.slice(0, NAMED).join(', ')}${others}. ${remedy}`, { path: 'id', details: { users: users.slice(0, NAMED).join(' ') } });
}

/** Indexes that follow the data set or are frozen on a snapshot of it, and runs over its snapshots that have not ended. */
export async function datasetUsers(tx: Transaction, id: DatasetId): Promise<readonly string[]> {
  const ownSnapshots = tx.select({ id: snapshots.id }).from(snapshots).where(eq(snapshots.datasetId, id));
  const indexes = await tx
    .select({ id: vectorIndexes.id })
    .from(vectorIndexes)
    .where(
      and(
        ne(vectorIndexes.state, 'DROPPED'),
        or(sql`${vectorIndexes.datasetIds} && ${textArray([id])}`, inArray(vectorIndexes.snapshotId, ownSnapshots)),
      ),
    )
    .orderBy(vectorIndexes.id);
  const runs = await tx
    .select({ id: retrievalRuns.id })
    .from(retrievalRuns)
    .where(and(or(inArray(retrievalRuns.snapshotId, ownSnapshots), inArray(retrievalRuns.querySnapshotId, ownSnapshots)), notInArray(retrievalRuns.state, ENDED)))
    .orderBy(retrievalRuns.id);
  return [...ids(indexes), ...ids(runs)];
}

/** Indexes, jobs that embed a snapshot and have not ended, and uploaded queries that are or will be embedded and not past their time. */
export async function recipeUsers(tx: Transaction, id: RecipeId): Promise<readonly string[]> {
  const indexes = await tx
    .select({ id: vectorIndexes.id })
    .from(vectorIndexes)
    .where(and(eq(vectorIndexes.recipeId, id), ne(vectorIndexes.state, 'DROPPED')))
    .orderBy(vectorIndexes.id);
  const embedding = await tx
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.kind, 'EMBED_DATASET'), notInArray(jobs.state, ENDED), sql`${jobs.input} ->> 'recipeId' = ${id}`))
    .orderBy(jobs.id);
  const queries = await tx
    .select({ id: queryVolumes.id })
    .from(queryVolumes)
    .where(and(eq(queryVolumes.recipeId, id), notInArray(queryVolumes.state, ['FAILED', 'EXPIRED']), sql`${queryVolumes.expiresAt} > now()`))
    .orderBy(queryVolumes.id);
  return [...ids(indexes), ...ids(embedding), ...ids(queries)];
}

export async function modelUsers(tx: Transaction, id: ModelId): Promise<readonly string[]> {
  return ids(await tx.select({ id: recipes.id }).from(recipes).where(eq(recipes.modelId, id)).orderBy(recipes.id));
}
