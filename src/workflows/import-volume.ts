import { proxyActivities } from '@temporalio/workflow';
import type { ImportActivities } from '../activities/import-activities.js';
import { NOTHING_REMOVED } from '../domain/deidentification/removal-report.js';
import { ERROR_CODES } from '../domain/errors/error-codes.js';
import type { WorkflowCall } from '../services/jobs/workflow-call.js';
import { light, page } from './activity-options.js';
import { referenceOf, runJob } from './run-job.js';

/** Imports one uploaded scan, with its labels if it has any. */
export async function importVolume(call: WorkflowCall<'IMPORT_VOLUME'>): Promise<void> {
  const { input } = call;
  const job = referenceOf(call);
  const { importUpload } = proxyActivities<ImportActivities>(page(call.queues.work, call.teamId));
  const { releaseUploads } = proxyActivities<ImportActivities>(light(call.queues.control));
  const release = (): Promise<void> => releaseUploads(job, input.labels === null ? [input.uploadId] : [input.uploadId, input.labels.uploadId]);

  await runJob(call, {
    stage: 'importing',
    unit: 'volumes',
    body: async () => {
      const { volumeId, segmentationId, created, removal = NOTHING_REMOVED } = await importUpload(job, input);
      await release();
      return { volumeId, segmentationId, created, removal };
    },
    // A refused file is of no further use; after a cancel, or where another try may help, it waits until it expires.
    undo: async (outcome) => {
      if (outcome.state === 'FAILED' && !ERROR_CODES[outcome.error.code].retryable) await release();
    },
  });
}
