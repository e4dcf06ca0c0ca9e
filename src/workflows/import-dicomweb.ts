import { ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { DicomWebActivities } from '../activities/dicomweb-activities.js';
import { addReports, NOTHING_REMOVED } from '../domain/deidentification/removal-report.js';
import type { ErrorCode } from '../domain/errors/error-codes.js';
import type { WorkflowCall } from '../services/jobs/workflow-call.js';
import { page } from './activity-options.js';
import { referenceOf, runJob } from './run-job.js';

const PAGE_SERIES = 4;

/** Imports what a query finds at a DICOMweb server, page after page of series. */
export async function importDicomWeb(call: WorkflowCall<'IMPORT_DICOMWEB'>): Promise<void> {
  const { input } = call;
  const job = referenceOf(call);
  const { findDicomWebSeries, importDicomWebPage } = proxyActivities<DicomWebActivities>(page(call.queues.work, call.teamId));

  await runJob(call, {
    stage: 'finding',
    unit: 'series',
    body: async () => {
      const plan = await findDicomWebSeries(job, input);
      let [created, existing, skipped, bytes] = [0, 0, 0, 0];
      let removal = NOTHING_REMOVED;
      let membersHash: string | null = null;
      for (let offset = 0; offset < plan.series; offset += PAGE_SERIES) {
        const position = { stage: 'importing', unit: 'series', offset, total: plan.series };
        const done = await importDicomWebPage(job, input, { count: PAGE_SERIES, planHash: plan.planHash, position });
        created += done.created;
        existing += done.existing;
        skipped += done.skipped.length;
        bytes += done.bytes;
        removal = addReports([removal, done.removal]);
        membersHash = done.membersHash;
      }
      if (created + existing === 0) {
        throw ApplicationFailure.create({
          type: 'NOTHING_TO_IMPORT' satisfies ErrorCode,
          message: `None of ${plan.series} series could be imported; each is listed with its reason.`,
          nonRetryable: true,
          details: [{ path: 'query', correlationId: null }],
        });
      }
      return { datasetId: input.datasetId, created, existing, skipped, bytes, removal, patientsAssumed: false, membersHash };
    },
  });
}
