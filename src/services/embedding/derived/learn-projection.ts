import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { Projection } from '../../../domain/reduction/projection.js';
import { createScatter } from '../../../domain/reduction/scatter.js';
import { symmetricEigen } from '../../../domain/reduction/symmetric-eigen.js';
import type { RecipeId } from '../../../domain/ids.js';
import { finishInTurns, giveWay } from '../../in-turns.js';
import type { TeamCatalogue } from '../../ports/catalogue.js';
import type { ObjectStore } from '../../ports/object-store.js';
import type { EmbeddingRecord } from '../../ports/records.js';
import { decodeEmbeddings } from '../npy.js';
import type { Reduction } from '../recipe.js';

/** The recipe whose embeddings are learnt from, and the rows that each slice has in them. */
interface LearntFrom {
  readonly id: RecipeId;
  readonly patches: number;
}

/** More rows hardly move the components, and cost time and nothing but time. */
const MOST_ROWS = 20_000;

/**
 * The principal components of the embeddings of a snapshot, in the order of its members; of more rows than are taken, every nth, with n such that no patch of slices is left out.
 * Throws NOT_REPRODUCIBLE where members were deleted, EMBEDDINGS_MISSING, INVALID_INPUT for too few rows.
 */
export async function learnProjection(objects: Pick<ObjectStore, 'get'>, team: TeamCatalogue, base: LearntFrom, reduction: Reduction, components: number, signal: AbortSignal): Promise<Projection> {
  const embeddings = await learntFrom(team, base.id, reduction);
  const total = embeddings.reduce((sum, { rows }) => sum + rows, 0);
  const step = stepOver(Math.ceil(total / MOST_ROWS), base.patches);
  const scatter = createScatter(reduction.from);
  let position = 0;
  for (const { objectKey } of embeddings) {
    signal.throwIfAborted();
    const { rows, columns, data } = decodeEmbeddings(await objects.get(objectKey));
    for (let row = 0; row < rows; row += 1, position += 1) {
      if (position % step === 0) scatter.add(data.subarray(row * columns, (row + 1) * columns));
    }
    await giveWay();
  }
  const { count, mean, covariance } = scatter.finish();
  if (components >= count) {
    throw new VoxseekError('INVALID_INPUT', `A reduction to ${components} components is learnt from more than ${components} vectors; the snapshot ${reduction.snapshotId} gives ${count}. Choose fewer components, or a larger snapshot.`, {
      path: 'reduction.components',
      details: { slices: count, components },
    });
  }
  const { vectors } = await finishInTurns(symmetricEigen(covariance, reduction.from), signal);
  return { mean, directions: vectors.slice(0, components * reduction.from) };
}

/** The least step of `least` or more that meets every patch of slices alike: one that shares no divisor with their number. */
function stepOver(least: number, patches: number): number {
  const shared = (a: number, b: number): number => (b === 0 ? a : shared(b, a % b));
  let step = least;
  while (shared(step, patches) !== 1) step += 1;
  return step;
}

async function learntFrom(team: TeamCatalogue, baseId: RecipeId, { snapshotId, splits }: Reduction): Promise<readonly EmbeddingRecord[]> {
  const snapshot = await team.snapshots.get(snapshotId);
  if (snapshot === null) throw new VoxseekError('NOT_FOUND', `There is no snapshot ${snapshotId} to learn the reduction from. Make a recipe with another one.`, { path: 'reduction.snapshotId' });
  if (!snapshot.reproducible) {
    throw new VoxseekError('NOT_REPRODUCIBLE', `Volumes of the snapshot ${snapshotId} were deleted, so that its reduction cannot be learnt any more. Make a recipe with a new snapshot.`, { path: 'reduction.snapshotId' });
  }
  const members = (await team.snapshots.members(snapshotId)).filter(({ split }) => splits === null || splits.includes(split));
  const ids = members.map(({ volumeId }) => volumeId);
  const embeddings = new Map((await team.embeddings.getMany(ids, baseId)).map((embedding) => [embedding.volumeId, embedding]));
  const missing = ids.filter((id) => !embeddings.has(id));
  if (missing.length > 0 || ids.length === 0) {
    throw new VoxseekError('EMBEDDINGS_MISSING', `A reduction is learnt from embeddings of the recipe ${baseId}, which ${missing.length} of ${ids.length} volumes of the snapshot ${snapshotId} do not have. Embed the snapshot with that recipe first.`, {
      path: 'reduction.snapshotId',
      details: { missing: missing.length, first: missing[0] ?? '' },
    });
  }
  return ids.flatMap((id) => embeddings.get(id) ?? []);
}
