import { proxyActivities } from '@temporalio/workflow';
import type { IndexingActivities } from '../activities/indexing-activities.js';
import type { SkippedItem } from '../services/ports/records.js';
import type { WorkflowCall } from '../services/jobs/workflow-call.js';
import { light, page } from './activity-options.js';
import { pagesOf } from './in-flight.js';
import { referenceOf, runJob } from './run-job.js';

/** Some thousands of slices: a few requests to the vector server, and a second or two to do again. */
const PAGE_VOLUMES = 16;

/** Builds a fresh collection beside the one in use and switches to it; a build that does not end well is taken away. */
export async function buildIndex(call: WorkflowCall<'BUILD_INDEX'>): Promise<void> {
  const { indexId } = call.input;
  const job = referenceOf(call);
  const { planBuild, indexPage, finishBuild } = proxyActivities<IndexingActivities>(page(call.queues.work, call.teamId));
  const { abandonBuild } = proxyActivities<IndexingActivities>(light(call.queues.control));
  let collection: string | null = null;

  await runJob(call, {
    stage: 'indexing',
    unit: 'volumes',
    body: async () => {
      // The clock of a workflow is that of its history: a replay reads the same times.
      const begun = Date.now();
      const plan = await planBuild(job, indexId);
      collection = plan.collection;
      const skipped: SkippedItem[] = [];
      for (const [number, volumeIds] of pagesOf(plan.volumeIds, PAGE_VOLUMES).entries()) {
        const position = { stage: 'indexing', unit: 'volumes', offset: number * PAGE_VOLUMES, total: plan.volumeIds.length };
        const done = await indexPage(job, { indexId, collection, volumeIds }, position);
        skipped.push(...done.skipped);
      }
      const { indexedSlices, generation } = await finishBuild(job, { indexId, ...plan, skipped, seconds: (Date.now() - begun) / 1_000 });
      return { indexId, indexedSlices, generation, skipped: skipped.length };
    },
    undo: () => abandonBuild(job, { indexId, collection }),
  });
}
