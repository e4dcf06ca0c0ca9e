import type { DuplicateRequest, DuplicateSearch } from '../services/duplicates/duplicate-search.js';
import type { FoundDuplicates } from '../services/duplicates/find-duplicates.js';
import type { JobReference } from '../services/jobs/workflow-call.js';
import type { ActivityContext } from './activity-context.js';
import { heartbeating } from './guarded.js';
import { createProgress } from './progress.js';

export type DuplicateActivities = ReturnType<typeof createDuplicateActivities>;

interface Dependencies extends ActivityContext {
  readonly duplicates: DuplicateSearch;
}

export function createDuplicateActivities({ catalogue, duplicates, log }: Dependencies) {
  return {
    /** Reads and writes nothing but its progress: a killed one is done again, in seconds. */
    async findDuplicates(job: JobReference, { snapshotId, recipeId }: DuplicateRequest): Promise<FoundDuplicates> {
      return heartbeating(log, async ({ signal }) => {
        const team = catalogue.team(job.teamId);
        const progress = createProgress(team.jobs, job.jobId, job.attempt, log);
        let done = 0;
        const onVolume = (total: number): void => progress.report({ stage: 'comparing', unit: 'volumes', done: Math.floor((done += 1) / 2), total: total / 2 });
        const { skipped, ...found } = await duplicates.search(team, { snapshotId, recipeId }, { signal, onVolume });
        for (const item of skipped) progress.skipped(item);
        await progress.flush();
        return found;
      });
    },
  };
}
