import type { CollectionService, CollectionState } from '../services/collection/collection-service.js';
import type { JobInput } from '../services/jobs/job-inputs.js';
import type { JobReference } from '../services/jobs/workflow-call.js';
import type { ActivityContext } from './activity-context.js';
import { heartbeating } from './guarded.js';
import { createProgress } from './progress.js';

export type CollectionActivities = ReturnType<typeof createCollectionActivities>;

type Input = Extract<JobInput, { readonly kind: 'COLLECT_ORPHANS' }>;

interface Dependencies extends ActivityContext {
  readonly collection: CollectionService;
}

const MS_AN_HOUR = 3_600_000;

export function createCollectionActivities({ catalogue, log, collection }: Dependencies) {
  return {
    /** The state so far travels with the heartbeats: after a killed worker the next one goes on behind the last page that it told of. */
    async collectOrphans(job: JobReference, { dryRun, olderThanHours }: Input): Promise<Omit<CollectionState, 'after'>> {
      return heartbeating<CollectionState, Omit<CollectionState, 'after'>>(log, async ({ signal, resumeFrom, setCursor }) => {
        const team = catalogue.team(job.teamId);
        const progress = createProgress(team.jobs, job.jobId, job.attempt, log);
        const onPage = (state: CollectionState): void => {
          setCursor(state);
          progress.report({ stage: dryRun ? 'looking' : 'collecting', unit: 'objects', done: state.objects, total: null });
        };
        const { after: _, ...found } = await collection.collect(team, { dryRun, olderThanMs: olderThanHours * MS_AN_HOUR }, { signal, resumeFrom, onPage });
        await progress.flush();
        return found;
      });
    },
  };
}
