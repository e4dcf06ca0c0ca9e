import { ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { ImportActivities } from '../activities/import-activities.js';
import { addReports, NOTHING_REMOVED } from '../domain/deidentification/removal-report.js';
import type { ErrorCode } from '../domain/errors/error-codes.js';
import type { WorkflowCall } from '../services/jobs/workflow-call.js';
import { page } from './activity-options.js';
import { referenceOf, runJob } from './run-job.js';

const PAGE_FILES = 8;

/** Imports a directory page after page, in the order of its plan: a generated scan may name one that comes before it. */
export async function importDataset(call: WorkflowCall<'IMPORT_DATASET'>): Promise<void> {
  const { input } = call;
  const job = referenceOf(call);
  const { planImport, importPage } = proxyActivities<ImportActivities>(page(call.queues.work, call.teamId));

  await runJob(call, {
    stage: 'planning',
    unit: 'files',
    body: async () => {
      const plan = await planImport(job, input);
      let [created, existing, skipped] = [0, 0, plan.refused];
      let removal = NOTHING_REMOVED;
      let membersHash: string | null = null;
      for (let offset = 0; offset < plan.items; offset += PAGE_FILES) {
        const position = { stage: 'importing', unit: 'files', offset, total: plan.items };
        const done = await importPage(job, input, { count: PAGE_FILES, planHash: plan.planHash, position });
        created += done.created;
        existing += done.existing;
        skipped += done.skipped.length;
        removal = addReports([removal, done.removal ?? NOTHING_REMOVED]);
        membersHash = done.membersHash ?? null;
      }
      if (created + existing === 0) {
        throw ApplicationFailure.create({
          type: 'NOTHING_TO_IMPORT' satisfies ErrorCode,
          message: `None of ${skipped} files could be imported; each is listed with its reason.`,
          nonRetryable: true,
          details: [{ path: 'directory', correlationId: null }],
        });
      }
      return { datasetId: input.datasetId, created, existing, skipped, patientsAssumed: plan.patientsAssumed, removal, membersHash };
    },
  });
}
