import type { RecipeId, SnapshotId, VolumeId } from '../domain/ids.js';
import { VoxseekError } from '../domain/errors/voxseek-error.js';
import type { Provider } from '../domain/placement/capability.js';
import type { EmbeddedPage, EmbeddingService } from '../services/embedding/embedding-service.js';
import type { IndexingService } from '../services/indexing/indexing-service.js';
import type { JobReference } from '../services/jobs/workflow-call.js';
import type { ActivityContext } from './activity-context.js';
import { withPage } from './activity-context.js';
import { guarded, heartbeating } from './guarded.js';
import type { PagePosition } from './progress-board.js';

export type EmbeddingActivities = ReturnType<typeof createEmbeddingActivities>;

/** Embedding on a provider; without one, on the first that the worker offers. Throws PROVIDER_UNAVAILABLE for one that it does not offer. */
export type EmbeddingOn = (provider?: Provider) => EmbeddingService;

interface Dependencies extends ActivityContext {
  readonly embeddingOn: EmbeddingOn;
  readonly indexing: IndexingService;
  /** Volumes of one page in the pipeline at once. */
  readonly embedConcurrency: number;
}

export interface VolumeListing {
  readonly volumeIds: readonly VolumeId[];
  /** Where the next listing goes on; null at the end. */
  readonly next: string | null;
  /** Members of the whole snapshot that are still there. */
  readonly total: number;
}

interface EmbedPageRequest {
  readonly recipeId: RecipeId;
  readonly volumeIds: readonly VolumeId[];
  readonly position: PagePosition;
  /** That of the queue; left out by jobs that older versions began. */
  readonly provider?: Provider;
}

export function createEmbeddingActivities(deps: Dependencies) {
  const { catalogue, embeddingOn, indexing, log, embedConcurrency } = deps;

  return {
    /** The snapshot's volumes by voxel hash, after the one with hash `after`: a cursor that a deletion does not shift. */
    async listSnapshotVolumes(job: JobReference, request: { readonly snapshotId: SnapshotId; readonly after: string | null; readonly limit: number }): Promise<VolumeListing> {
      return guarded(log, async () => {
        const team = catalogue.team(job.teamId);
        const { snapshotId, after, limit } = request;
        if ((await team.snapshots.get(snapshotId)) === null) throw new VoxseekError('NOT_FOUND', `There is no snapshot ${snapshotId}.`, { path: 'snapshotId' });
        const members = await team.snapshots.members(snapshotId);
        const rest = after === null ? members : members.filter(({ voxelHash }) => voxelHash > after);
        const listed = rest.slice(0, limit);
        return {
          volumeIds: listed.map(({ volumeId }) => volumeId),
          next: rest.length > limit ? (listed.at(-1)?.voxelHash ?? null) : null,
          total: members.length,
        };
      });
    },

    /** Embeds one page. A volume that has embeddings is not embedded again, so that a repeated page goes on where the killed one was. */
    async embedPage(job: JobReference, { recipeId, volumeIds, position, provider }: EmbedPageRequest): Promise<EmbeddedPage> {
      return heartbeating<readonly VolumeId[], EmbeddedPage>(log, ({ signal, resumeFrom, setCursor }) =>
        withPage(deps, job, position, async (advance) => {
          const finished = new Set(resumeFrom ?? []);
          advance(finished.size);
          const request = { recipeId, volumeIds, concurrency: embedConcurrency };
          const page = await embeddingOn(provider).embedVolumes(catalogue.team(job.teamId), request, {
            signal,
            onVolume: (volumeId) => {
              finished.add(volumeId);
              setCursor([...finished]);
              advance(finished.size);
            },
            onSlices: () => undefined,
          });
          advance(volumeIds.length);
          // What an attempt before had finished counts as embedded by this job, not as found there.
          const before = new Set(resumeFrom ?? []);
          return {
            embedded: [...page.embedded, ...page.reused.filter((id) => before.has(id))],
            reused: page.reused.filter((id) => !before.has(id)),
            skipped: page.skipped,
          };
        }),
      );
    },

    /** Takes embedded volumes into the indexes that follow their data sets. */
    async followPage(job: JobReference, volumeIds: readonly VolumeId[], recipeId: RecipeId): Promise<void> {
      await heartbeating(log, () => indexing.follow(catalogue.team(job.teamId), volumeIds, recipeId));
    },
  };
}
