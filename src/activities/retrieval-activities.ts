import type { RetrievalRunId, VolumeId } from '../domain/ids.js';
import type { RetrievalRunService } from '../services/evaluation/retrieval-run-service.js';
import type { JobReference } from '../services/jobs/workflow-call.js';
import type { JobError } from '../services/ports/records.js';
import type { ActivityContext } from './activity-context.js';
import { withPage } from './activity-context.js';
import { guarded, heartbeating } from './guarded.js';
import type { PagePosition } from './progress-board.js';

export type RetrievalActivities = ReturnType<typeof createRetrievalActivities>;

interface Dependencies extends ActivityContext {
  readonly runs: RetrievalRunService;
}

interface RankPageRequest {
  readonly runId: RetrievalRunId;
  readonly number: number;
  readonly queryVolumeIds: readonly VolumeId[];
  readonly position: PagePosition;
}

export function createRetrievalActivities(deps: Dependencies) {
  const { catalogue, runs, log } = deps;

  return {
    async planRun(job: JobReference, runId: RetrievalRunId): Promise<{ readonly queryVolumeIds: readonly VolumeId[] }> {
      return heartbeating(log, async () => {
        const team = catalogue.team(job.teamId);
        await team.runs.update(runId, { state: 'RUNNING', error: null, finishedAt: null });
        return runs.plan(team, runId);
      });
    },

    async rankPage(job: JobReference, { runId, number, queryVolumeIds, position }: RankPageRequest): Promise<void> {
      await heartbeating(log, ({ signal }) =>
        withPage(deps, job, position, async (advance) => {
          let ranked = 0;
          const onQuery = (): void => {
            advance((ranked += 1));
          };
          await runs.rankPage(catalogue.team(job.teamId), runId, { number, queryVolumeIds }, { signal, onQuery });
          advance(queryVolumeIds.length);
          return {};
        }),
      );
    },

    async finishRun(job: JobReference, runId: RetrievalRunId, pages: number): Promise<void> {
      await heartbeating(log, async () => {
        await runs.finish(catalogue.team(job.teamId), runId, pages);
      });
    },

    /** A run that ended without figures says why; one that succeeded is never changed. */
    async closeRun(job: JobReference, runId: RetrievalRunId, outcome: { readonly state: 'FAILED'; readonly error: JobError } | { readonly state: 'CANCELLED' }): Promise<void> {
      await guarded(log, () =>
        catalogue.team(job.teamId).runs.update(runId, { state: outcome.state, error: outcome.state === 'FAILED' ? outcome.error : null, finishedAt: new Date() }),
      );
    },
  };
}
