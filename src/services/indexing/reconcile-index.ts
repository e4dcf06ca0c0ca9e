import type { VectorIndexId, VolumeId } from '../../domain/ids.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import { enterVolumes } from './enter-volumes.js';
import { inCollection } from './in-collection.js';
import { requireIndex, volumesInScope } from './index-members.js';
import type { IndexingDependencies } from './index-members.js';
import type { IndexingService, Reconciliation } from './indexing-service.js';

type Builds = Pick<IndexingService, 'planBuild' | 'indexVolumes' | 'finishBuild' | 'abandonBuild'>;
type Options = Parameters<IndexingService['reconcile']>[2];

/** Compares catalogue, embeddings and rows: what should be in the index, what is, and whether the rows are all there. */
export async function reconcileIndex(deps: IndexingDependencies, builds: Builds, team: TeamCatalogue, indexId: VectorIndexId, { repair, build }: Options, signal: AbortSignal): Promise<Reconciliation> {
  const index = await requireIndex(team, indexId);
  // What is there is read before what should be: a volume that enters in between is then no surplus.
  const members = new Set((await team.indexes.volumes(indexId)).map(({ volumeId }) => volumeId));
  const lost = index.collection !== null && !(await deps.vectors.exists(index.collection));
  const stored = index.collection === null ? null : lost ? new Map<VolumeId, number>() : await deps.vectors.listVolumes(index.collection);
  const wanted = await volumesInScope(team, index.scope);
  const embeddings = new Map((await team.embeddings.getMany(wanted, index.recipeId)).map((entry) => [entry.volumeId, entry]));
  const rows = stored ?? new Map([...members].map((id) => [id, embeddings.get(id)?.rows ?? 0]));

  const missing = wanted.filter((id) => embeddings.has(id) && (!rows.has(id) || !members.has(id)));
  const surplus = [...new Set([...rows.keys(), ...members])].filter((id) => !embeddings.has(id));
  const wrongCount = wanted.filter((id) => !missing.includes(id) && rows.has(id) && rows.get(id) !== embeddings.get(id)?.rows && embeddings.has(id));
  const found = { missing, surplus, wrongCount };
  if (!repair || (!lost && missing.length + surplus.length + wrongCount.length === 0)) return { ...found, repaired: false };
  if (lost) {
    await buildAnew(builds, team, indexId, build, signal);
    return { ...found, repaired: true };
  }

  await removeAll(deps, team, indexId, [...surplus, ...wrongCount]);
  const again = [...missing, ...wrongCount].flatMap((id) => embeddings.get(id) ?? []);
  await enterVolumes(deps, team, indexId, again, signal);
  return { ...found, repaired: true };
}

/** A build of its own, so that no search sees a collection that is half filled: until the switch each is told that the rows are lost. */
async function buildAnew(builds: Builds, team: TeamCatalogue, indexId: VectorIndexId, build: string, signal: AbortSignal): Promise<void> {
  const started = performance.now();
  const plan = await builds.planBuild(team, indexId, build);
  try {
    const { skipped } = await builds.indexVolumes(team, { indexId, ...plan }, signal);
    await builds.finishBuild(team, { indexId, ...plan, skipped, seconds: (performance.now() - started) / 1_000 }, signal);
  } catch (error) {
    await builds.abandonBuild(team, { indexId, collection: plan.collection });
    throw error;
  }
}

async function removeAll(deps: IndexingDependencies, team: TeamCatalogue, indexId: VectorIndexId, volumeIds: readonly VolumeId[]): Promise<void> {
  if (volumeIds.length === 0) return;
  await team.indexes.removeVolumes(indexId, volumeIds);
  await inCollection(team, indexId, async (collection) => {
    if (collection !== null) await deps.vectors.removeVolumes(collection, volumeIds);
  });
}
