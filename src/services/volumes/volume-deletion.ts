import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { PatientId, VolumeId } from '../../domain/ids.js';
import type { IndexingService } from '../indexing/indexing-service.js';
import { objectKeys } from '../object-keys.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ObjectStore } from '../ports/object-store.js';
import { isPerturbedCopy } from './perturbed-copy.js';

/** Something that keeps objects in memory, such as the embedding cache. */
export interface ForgetfulCache {
  /** Drops everything whose key begins with `prefix`. */
  forget(prefix: string): void;
}

export interface VolumeDeletion {
  /** Erases voxels, masks, thumbnails, embeddings, rows and cache entries, and those of the copies that benchmarks made of it. Throws NOT_FOUND. */
  erase(team: TeamCatalogue, volumeId: VolumeId): Promise<void>;
}

export interface VolumeDeletionDeps {
  readonly indexing: Pick<IndexingService, 'withdraw' | 'forget'>;
  readonly objects: Pick<ObjectStore, 'deletePrefix'>;
  readonly caches: readonly ForgetfulCache[];
}

/**
 * Deletes in an order in which nothing comes back, and nothing is half gone:
 *
 * 1. The rows in vector indexes: where their server is away the deletion ends here, with everything else still in place.
 * 2. The catalogue, in one transaction: row, memberships of data sets, snapshots and indexes, embeddings. From here on no search
 *    names it. Work under way asks for the row before it writes: an embedding without one is thrown away, and a build skips it.
 * 3. Out of the indexes again that had taken it in between 1 and 2; a build that has not yet done so finds no row and takes its own away.
 * 4. The objects and what is kept in memory; without the row nobody can reach them in between.
 *
 * A crash after step 2 leaves objects that no row names, and perhaps rows that reconciling takes away.
 */
export function createVolumeDeletion(deps: VolumeDeletionDeps): VolumeDeletion {
  const eraseOne = async (team: TeamCatalogue, volumeId: VolumeId): Promise<void> => {
    await deps.indexing.withdraw(team, volumeId);
    const holders = await team.volumes.erase(volumeId);
    await deps.indexing.forget(team, volumeId, holders);
    const prefix = objectKeys.volume(team.teamId, volumeId);
    for (const cache of deps.caches) cache.forget(prefix);
    await deps.objects.deletePrefix(prefix);
  };

  return {
    async erase(team, volumeId) {
      const volume = await team.volumes.get(volumeId);
      if (volume === null) {
        throw new VoxseekError('NOT_FOUND', `No Volume with the id "${volumeId}" can be seen by this token. Check the id.`, { path: 'id' });
      }
      // Copies first: after a crash the source still says that they are to go.
      for (const copy of await perturbedCopies(team, volumeId, volume.patientId)) await eraseOne(team, copy);
      await eraseOne(team, volumeId);
    },
  };
}

/** The copies that benchmarks made of a volume: they are its patient's, and hold its voxels. */
async function perturbedCopies(team: TeamCatalogue, source: VolumeId, patientId: PatientId): Promise<readonly VolumeId[]> {
  const copies: VolumeId[] = [];
  for (let after: VolumeId | undefined, more = true; more; ) {
    const { items, hasNextPage } = await team.volumes.list({ patientId }, { first: 500, ...(after === undefined ? {} : { after }) });
    copies.push(...items.filter((volume) => volume.derivedFrom.includes(source) && isPerturbedCopy(volume)).map(({ id }) => id));
    [after, more] = [items.at(-1)?.id, hasNextPage];
  }
  return copies;
}
