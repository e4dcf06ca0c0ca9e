import { createHash } from 'node:crypto';
import type { VectorIndexId } from '../domain/ids.js';
import type { BuildPlan, IndexingService } from '../services/indexing/indexing-service.js';
import type { JobReference } from '../services/jobs/workflow-call.js';
import type { SkippedItem } from '../services/ports/records.js';
import type { ActivityContext } from './activity-context.js';
import { withPage } from './activity-context.js';
import { guarded, heartbeating } from './guarded.js';
import type { PagePosition } from './progress-board.js';

export type IndexingActivities = ReturnType<typeof createIndexingActivities>;

interface Dependencies extends ActivityContext {
  readonly indexing: IndexingService;
}

interface Build extends BuildPlan {
  readonly indexId: VectorIndexId;
}

export interface ReconciledCounts {
  readonly missing: number;
  readonly surplus: number;
  readonly wrongCount: number;
  readonly repaired: boolean;
}

/** Another job's first attempt is another build: it must not write into the collection in use. */
const buildName = ({ jobId, attempt }: JobReference): string => `${createHash('sha256').update(jobId).digest('hex').slice(0, 12)}_${attempt}`;

export function createIndexingActivities(deps: Dependencies) {
  const { catalogue, indexing, log } = deps;

  return {
    async planBuild(job: JobReference, indexId: VectorIndexId): Promise<BuildPlan> {
      return heartbeating(log, () => indexing.planBuild(catalogue.team(job.teamId), indexId, buildName(job)));
    },

    /** Rows are upserted: a page that a killed worker had half done is done again without doubling anything. */
    async indexPage(job: JobReference, request: Build, position: PagePosition): Promise<{ readonly indexedRows: number; readonly skipped: readonly SkippedItem[] }> {
      return heartbeating(log, ({ signal }) =>
        withPage(deps, job, position, async (advance) => {
          const done = await indexing.indexVolumes(catalogue.team(job.teamId), request, signal);
          advance(request.volumeIds.length);
          return done;
        }),
      );
    },

    async finishBuild(job: JobReference, request: Build & { readonly skipped: readonly SkippedItem[]; readonly seconds: number }): Promise<{ readonly indexedSlices: number; readonly generation: number }> {
      return heartbeating(log, async ({ signal }) => {
        const { indexedSlices, generation } = await indexing.finishBuild(catalogue.team(job.teamId), request, signal);
        return { indexedSlices, generation };
      });
    },

    async abandonBuild(job: JobReference, request: { readonly indexId: VectorIndexId; readonly collection: string | null }): Promise<void> {
      await guarded(log, () => indexing.abandonBuild(catalogue.team(job.teamId), request));
    },

    async reconcileIndex(job: JobReference, indexId: VectorIndexId, repair: boolean): Promise<ReconciledCounts> {
      return heartbeating(log, async ({ signal }) => {
        const { missing, surplus, wrongCount, repaired } = await indexing.reconcile(catalogue.team(job.teamId), indexId, { repair, build: buildName(job) }, signal);
        return { missing: missing.length, surplus: surplus.length, wrongCount: wrongCount.length, repaired };
      });
    },
  };
}
