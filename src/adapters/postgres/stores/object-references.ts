import { and, ne, sql } from 'drizzle-orm';
import type { TeamId } from '../../../domain/ids.js';
import { projectionKeyOf } from '../../../services/embedding/derived/projection-object.js';
import { readRecipe } from '../../../services/embedding/make-recipe.js';
import { objectKeys } from '../../../services/object-keys.js';
import type { AreKept, ObjectReference, ObjectReferences } from '../../../services/ports/object-references.js';
import type { Transaction } from '../database.js';
import { ownObjectLock } from '../object-lock.js';
import { anyOf } from '../queries.js';
import { embeddings, models, recipes } from '../schema/embeddings.js';
import { retrievalRuns } from '../schema/evaluation.js';
import { queryVolumes, uploads } from '../schema/jobs.js';
import { segmentations, volumes } from '../schema/volumes.js';
import type { TeamSession } from '../session.js';

type Kind = ObjectReference['kind'];

/** The row's own id; of embeddings and label maps with that of the volume, below which the object lies. */
function nameOf(reference: ObjectReference): string {
  switch (reference.kind) {
    case 'VOLUME':
      return reference.volumeId;
    case 'LABELS':
      return `${reference.volumeId} ${reference.segmentationId}`;
    case 'EMBEDDINGS':
      return `${reference.volumeId} ${reference.recipeId}`;
    case 'QUERY_VOLUME':
      return reference.queryVolumeId;
    case 'MODEL':
      return reference.modelId;
    case 'REDUCTION':
      return reference.hash;
    case 'UPLOAD':
      return reference.uploadId;
    case 'RUN':
    case 'RUN_PAGE':
      return reference.runId;
  }
}

const idOf = (name: string): string => name.split(' ').at(-1) ?? name;
const volumeOf = (name: string): string => name.split(' ')[0] ?? name;

/** What a recipe is reduced by follows from its body. One that cannot be read, of a later version perhaps, may need any of them. */
async function reductionsThere(tx: Transaction, teamId: TeamId, names: readonly string[]): Promise<readonly string[]> {
  const rows = await tx.select({ body: recipes.body }).from(recipes).where(sql`${recipes.body} ? 'reduction'`);
  const bodies = rows.map(({ body }) => readRecipe(body));
  if (bodies.includes(null)) return names;
  const keys = new Set(bodies.map((body) => projectionKeyOf(teamId, body)));
  return names.filter((hash) => keys.has(objectKeys.reduction(teamId, hash)));
}

/** Those of the names that a row bears. */
async function namesThere(tx: Transaction, teamId: TeamId, kind: Kind, names: readonly string[]): Promise<readonly string[]> {
  const ids = names.map(idOf);
  switch (kind) {
    case 'VOLUME':
      return (await tx.select({ id: volumes.id }).from(volumes).where(anyOf(volumes.id, ids))).map(({ id }) => id);
    case 'LABELS':
      return (await tx.select({ id: segmentations.id, volumeId: segmentations.volumeId }).from(segmentations).where(anyOf(segmentations.id, ids))).map(({ id, volumeId }) => `${volumeId} ${id}`);
    case 'EMBEDDINGS': {
      const rows = await tx
        .select({ volumeId: embeddings.volumeId, recipeId: embeddings.recipeId })
        .from(embeddings)
        .where(and(anyOf(embeddings.volumeId, names.map(volumeOf)), anyOf(embeddings.recipeId, ids)));
      return rows.map(({ volumeId, recipeId }) => `${volumeId} ${recipeId}`);
    }
    case 'QUERY_VOLUME':
      return (await tx.select({ id: queryVolumes.id }).from(queryVolumes).where(anyOf(queryVolumes.id, ids))).map(({ id }) => id);
    case 'MODEL':
      return (await tx.select({ id: models.id }).from(models).where(anyOf(models.id, ids))).map(({ id }) => id);
    case 'REDUCTION':
      return reductionsThere(tx, teamId, names);
    case 'UPLOAD':
      return (await tx.select({ id: uploads.id }).from(uploads).where(anyOf(uploads.id, ids))).map(({ id }) => id);
    case 'RUN':
      return (await tx.select({ id: retrievalRuns.id }).from(retrievalRuns).where(anyOf(retrievalRuns.id, ids))).map(({ id }) => id);
    case 'RUN_PAGE':
      return (await tx.select({ id: retrievalRuns.id }).from(retrievalRuns).where(and(anyOf(retrievalRuns.id, ids), ne(retrievalRuns.state, 'SUCCEEDED')))).map(({ id }) => id);
  }
}

const keptIn =
  (tx: Transaction, teamId: TeamId): AreKept =>
  async (references) => {
    const names = new Map<Kind, Set<string>>();
    for (const reference of references) names.set(reference.kind, (names.get(reference.kind) ?? new Set()).add(nameOf(reference)));
    const there = new Set<string>();
    for (const [kind, asked] of names) for (const name of await namesThere(tx, teamId, kind, [...asked])) there.add(`${kind} ${name}`);
    return references.map((reference) => there.has(`${reference.kind} ${nameOf(reference)}`));
  };

export function createObjectReferences({ run, teamId }: TeamSession): ObjectReferences {
  return {
    areKept: (references) => run((tx) => keptIn(tx, teamId)(references)),
    whileNoneComes: (body) =>
      run(async (tx) => {
        // The lock must outlast the body, however slow the object store is.
        await tx.execute(sql`set local idle_in_transaction_session_timeout = 0`);
        await ownObjectLock(tx, teamId);
        return body(keptIn(tx, teamId));
      }),
  };
}
