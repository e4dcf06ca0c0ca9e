import { proxyActivities } from '@temporalio/workflow';
import type { OpenedBenchmark } from '../activities/benchmark-activities.js';
import type { PerturbationActivities } from '../activities/perturbation-activities.js';
import type { WorkflowCall } from '../services/jobs/workflow-call.js';
import { light, page } from './activity-options.js';
import { pagesOf } from './in-flight.js';
import { referenceOf } from './run-job.js';

const PAGE_VOLUMES = 8;

/** Makes the copies of a benchmark's queries by each of its perturbations, and gives what is then to be embedded and run. */
export async function perturbedCopies(call: WorkflowCall<'RUN_BENCHMARK'>, perturbations: number): Promise<OpenedBenchmark> {
  const job = referenceOf(call);
  const { benchmarkRunId } = call.input;
  const { planCopies, openPerturbed } = proxyActivities<PerturbationActivities>(light(call.queues.control));
  const { makeCopies } = proxyActivities<PerturbationActivities>(page(call.queues.work, call.teamId));
  const volumeIds = await planCopies(job, benchmarkRunId);
  const total = perturbations * volumeIds.length;
  for (let perturbation = 0; perturbation < perturbations; perturbation += 1) {
    for (const [number, ids] of pagesOf(volumeIds, PAGE_VOLUMES).entries()) {
      const position = { stage: 'perturbing', unit: 'volumes', offset: perturbation * volumeIds.length + number * PAGE_VOLUMES, total };
      await makeCopies(job, { benchmarkRunId, perturbation, volumeIds: ids, position });
    }
  }
  return openPerturbed(job, benchmarkRunId);
}
