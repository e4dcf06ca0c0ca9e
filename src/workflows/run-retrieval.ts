import { proxyActivities } from '@temporalio/workflow';
import type { RetrievalActivities } from '../activities/retrieval-activities.js';
import type { WorkflowCall } from '../services/jobs/workflow-call.js';
import { light, page } from './activity-options.js';
import { pagesOf } from './in-flight.js';
import { referenceOf, runJob } from './run-job.js';

const PAGE_QUERIES = 8;

/** Ranks all queries of a run, one page after the other so that the times measured are those of an idle machine, and judges them. */
export async function runRetrieval(call: WorkflowCall<'RUN_RETRIEVAL'>): Promise<void> {
  const { runId } = call.input;
  const job = referenceOf(call);
  const { planRun, rankPage, finishRun } = proxyActivities<RetrievalActivities>(page(call.queues.work, call.teamId));
  const { closeRun } = proxyActivities<RetrievalActivities>(light(call.queues.control));

  await runJob(call, {
    stage: 'ranking',
    unit: 'queries',
    body: async () => {
      const { queryVolumeIds } = await planRun(job, runId);
      const pages = pagesOf(queryVolumeIds, PAGE_QUERIES);
      for (const [number, ids] of pages.entries()) {
        const position = { stage: 'ranking', unit: 'queries', offset: number * PAGE_QUERIES, total: queryVolumeIds.length };
        await rankPage(job, { runId, number, queryVolumeIds: ids, position });
      }
      await finishRun(job, runId, pages.length);
      return { runId, queries: queryVolumeIds.length };
    },
    undo: (outcome) => closeRun(job, runId, outcome),
  });
}
