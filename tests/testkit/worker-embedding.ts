import type { RecipeId, SnapshotId, TeamId, VolumeId } from '../../src/domain/ids.js';
import { asId } from '../../src/domain/ids.js';
import { createEmbeddingActivities } from '../../src/activities/embedding-activities.js';
import { createJobActivities } from '../../src/activities/job-activities.js';
import { createProgressBoard } from '../../src/activities/progress-board.js';
import type { EmbeddingService } from '../../src/services/embedding/embedding-service.js';
import type { IndexingService } from '../../src/services/indexing/indexing-service.js';
import type { JobRecord, SnapshotMember } from '../../src/services/ports/records.js';
import type { WorkerCatalogue } from './worker-catalogue.js';
import { workerCatalogue } from './worker-catalogue.js';
import { silentLog } from './worker.js';

export const recipeId: RecipeId = asId('Recipe', 'rec_a');

export function volumes(count: number): VolumeId[] {
  return Array.from({ length: count }, (_, index) => asId('Volume', `vol_${String(index).padStart(4, '0')}`));
}

/** A catalogue in which every snapshot holds `ids`. */
export function catalogueOf(ids: readonly VolumeId[], onChange?: (job: JobRecord) => void): WorkerCatalogue {
  const members = ids.map((volumeId) => ({ volumeId, voxelHash: volumeId.slice(4) }) as SnapshotMember);
  return workerCatalogue(() => ({
    snapshots: { get: (id: SnapshotId) => Promise.resolve({ id } as never), members: () => Promise.resolve(members) },
  }), onChange);
}

interface Hooks {
  /** Called in turn for every volume that has to be embedded. */
  readonly embed: (volumeId: VolumeId, signal: AbortSignal, teamId: TeamId) => Promise<void>;
  readonly stored?: Set<VolumeId>;
}

/** An embedding service that keeps to the contract: what is stored is not embedded again. */
export function embeddingBy({ embed, stored = new Set() }: Hooks): EmbeddingService {
  return {
    async embedVolumes(team, { volumeIds }, { signal, onVolume }) {
      const embedded: VolumeId[] = [];
      const reused: VolumeId[] = [];
      for (const volumeId of volumeIds) {
        signal.throwIfAborted();
        if (stored.has(volumeId)) reused.push(volumeId);
        else {
          await embed(volumeId, signal, team.teamId);
          stored.add(volumeId);
          embedded.push(volumeId);
        }
        onVolume(volumeId);
      }
      return { embedded, reused, skipped: [] };
    },
    embedQuery: () => Promise.reject(new Error('not needed')),
    embedStoredQuery: () => Promise.reject(new Error('not needed')),
  };
}

export function embeddingActivities(catalogue: WorkerCatalogue, embedding: EmbeddingService, follow: (ids: readonly VolumeId[]) => void = () => undefined) {
  const indexing = {
    follow: (_: unknown, ids: readonly VolumeId[]) => {
      follow(ids);
      return Promise.resolve();
    },
  } as unknown as IndexingService;
  const context = { catalogue, log: silentLog, board: createProgressBoard(catalogue, silentLog) };
  return { ...createJobActivities(context), ...createEmbeddingActivities({ ...context, embeddingOn: () => embedding, indexing, embedConcurrency: 1 }) };
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
