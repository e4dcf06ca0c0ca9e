import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { VolumeId } from '../../domain/ids.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { EmbeddingRecord, SkippedItem, VectorIndexRecord } from '../ports/records.js';
import { aliasOf } from './collection-name.js';
import { enterVolumes, removeNonMembers } from './enter-volumes.js';
import { requireIndex, skippedVolume, volumesInScope, writeVolume } from './index-members.js';
import type { IndexingDependencies } from './index-members.js';
import type { IndexingService } from './indexing-service.js';

type Request = Parameters<IndexingService['finishBuild']>[1];

interface Contents {
  readonly held: readonly EmbeddingRecord[];
  readonly skipped: readonly SkippedItem[];
}

/** Rounds of taking in what entered meanwhile, before the switch; the rest is taken in after it. */
const ROUNDS = 3;

/** Of the volumes wanted those that are there and embedded, and why the others are not. */
async function contentsOf(team: TeamCatalogue, index: VectorIndexRecord, volumeIds: readonly VolumeId[]): Promise<Contents> {
  const present = new Set((await team.volumes.getMany(volumeIds)).map(({ id }) => id));
  const embedded = new Map((await team.embeddings.getMany(volumeIds, index.recipeId)).map((entry) => [entry.volumeId, entry]));
  const held = volumeIds.flatMap((id) => (present.has(id) ? (embedded.get(id) ?? []) : []));
  const taken = new Set(held.map(({ volumeId }) => volumeId));
  return { held, skipped: volumeIds.filter((id) => !taken.has(id)).map((id) => skippedVolume(id, !present.has(id))) };
}

/** What the index should hold by now: a frozen one what was planned, a following one what its data sets hold. */
async function wantedNow(team: TeamCatalogue, index: VectorIndexRecord, planned: readonly VolumeId[]): Promise<readonly VolumeId[]> {
  if (index.scope.kind === 'FROZEN') return planned;
  return [...new Set([...planned, ...(await volumesInScope(team, index.scope))])];
}

async function writeEntered(deps: IndexingDependencies, team: TeamCatalogue, collection: string, entered: readonly EmbeddingRecord[], signal: AbortSignal): Promise<void> {
  const volumes = new Map((await team.volumes.getMany(entered.map(({ volumeId }) => volumeId))).map((volume) => [volume.id, volume]));
  for (const embedding of entered) {
    signal.throwIfAborted();
    const volume = volumes.get(embedding.volumeId);
    if (volume !== undefined) await writeVolume(deps, collection, volume, embedding);
  }
}

/** Fills the new collection up to what is wanted by now, builds its index and counts its rows. Only this build writes to it yet. */
async function complete(deps: IndexingDependencies, team: TeamCatalogue, before: VectorIndexRecord, collection: string, planned: readonly VolumeId[], signal: AbortSignal): Promise<Contents> {
  const { vectors } = deps;
  const written = new Set(planned);
  let contents = await contentsOf(team, before, await wantedNow(team, before, planned));
  for (let round = 0; round < ROUNDS; round += 1) {
    const entered = contents.held.filter(({ volumeId }) => !written.has(volumeId));
    if (entered.length === 0) break;
    await writeEntered(deps, team, collection, entered, signal);
    for (const { volumeId } of entered) written.add(volumeId);
    contents = await contentsOf(team, before, await wantedNow(team, before, planned));
  }
  const held = contents.held.filter(({ volumeId }) => written.has(volumeId));
  const kept = new Set(held.map(({ volumeId }) => volumeId));
  const gone = [...written].filter((id) => !kept.has(id));
  if (gone.length > 0) await vectors.removeVolumes(collection, gone);
  await vectors.finish(collection, before.parameters, signal);
  const rows = await vectors.countRows(collection);
  const expected = held.reduce((sum, embedding) => sum + embedding.rows, 0);
  if (rows !== expected) {
    throw new VoxseekError('INDEX_INCOMPLETE', `The index holds ${rows} slices where ${expected} were expected (${contents.skipped.length} volumes skipped).`, {
      path: 'indexId',
      details: { rows, expected, skipped: contents.skipped.length },
    });
  }
  return { held, skipped: contents.skipped };
}

/**
 * The switch from one collection to another, while volumes enter and leave. Memberships are added before it, so that a deletion
 * knows that this index holds the volume; after it the rows of volumes that lost their membership are taken away, and what had
 * entered the collection before is taken into the new one. An attempt that is repeated after its switch only does the latter.
 */
export async function finishBuild(deps: IndexingDependencies, team: TeamCatalogue, { indexId, collection, volumeIds, replaces, seconds }: Request, signal: AbortSignal): Promise<VectorIndexRecord> {
  const { vectors } = deps;
  const before = await requireIndex(team, indexId);
  const switched = collection !== null && before.collection === collection && before.state === 'READY';
  const known = (await team.indexes.volumes(indexId)).map(({ volumeId }) => volumeId);
  const wanted = await wantedNow(team, before, volumeIds);
  const { held, skipped } = collection === null || switched ? await contentsOf(team, before, wanted) : await complete(deps, team, before, collection, volumeIds, signal);
  const heldIds = held.map(({ volumeId }) => volumeId);
  if (!switched) {
    if (collection !== null) await vectors.pointAlias(aliasOf(indexId), collection);
    const stays = new Set([...heldIds, ...wanted]);
    const surplus = known.filter((id) => !stays.has(id));
    if (surplus.length > 0) await team.indexes.removeVolumes(indexId, surplus);
    await team.indexes.addVolumes(indexId, heldIds);
    const server = collection === null ? null : await vectors.server();
    await team.indexes.advance(indexId, { state: 'READY', collection, skipped, buildSeconds: seconds, server: server === null ? null : `${server.product} ${server.version}`, builtAt: new Date() });
  }
  await removeNonMembers(deps, team, indexId, collection, heldIds);
  const after = await contentsOf(team, before, await wantedNow(team, before, volumeIds));
  const late = after.held.filter(({ volumeId }) => !heldIds.includes(volumeId) || switched);
  if (before.scope.kind === 'FOLLOWING' && late.length > 0) await enterVolumes(deps, team, indexId, late, signal);
  for (const old of new Set([before.collection, replaces])) {
    if (typeof old === 'string' && old !== collection) await vectors.drop(old);
  }
  return requireIndex(team, indexId);
}
