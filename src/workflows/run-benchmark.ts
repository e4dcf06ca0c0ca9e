import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ApplicationFailure,
  CancellationScope,
  ChildWorkflowCancellationType,
  ParentClosePolicy,
  WorkflowIdReusePolicy,
  executeChild,
  patched,
  proxyActivities,
  sleep,
} from '@temporalio/workflow';
import type { BenchmarkActivities, BenchmarkOutcome, OpenedBenchmark, StartedStep } from '../activities/benchmark-activities.js';
import type { JobActivities } from '../activities/job-activities.js';
import type { RetrievalRunId } from '../domain/ids.js';
import type { JobReference, WorkflowCall } from '../services/jobs/workflow-call.js';
import { light, page } from './activity-options.js';
import { jobErrorOf } from './job-failure.js';
import { perturbedCopies } from './perturbed-copies.js';
import { referenceOf, runJob } from './run-job.js';
import { runRetrieval } from './run-retrieval.js';

/** Seconds between two looks at a cell that runs on another's account: some thousand events of history a day. */
const LONGEST_PAUSE = 60;
/** What a benchmark waits for alone is looked at more often. */
const LONGEST_PAUSE_OF_STEPS = 15;

/**
 * Makes what the cells of a benchmark need, then measures them one after the other, each as a workflow of its own under the id that the run alone would
 * have. A finished cell is not run again; one that fails keeps its reason while the others go on.
 */
export async function runBenchmark(call: WorkflowCall<'RUN_BENCHMARK'>): Promise<void> {
  const { benchmarkRunId } = call.input;
  const job = referenceOf(call);
  const { openBenchmark, startStep, cancelStep, openCell, hasCellEnded, closeBenchmark, abortBenchmark, keepFailedLook, reportJob } = proxyActivities<BenchmarkActivities & JobActivities>(light(call.queues.control));

  const { lookForOverlap } = proxyActivities<BenchmarkActivities>(page(call.queues.work, call.teamId));

  /** By a timer of the engine: many benchmarks that wait hold no slot of the activities that would end their cells. */
  async function awaitCell(cell: JobReference, longestPause = LONGEST_PAUSE): Promise<void> {
    for (let seconds = 1; !(await hasCellEnded(cell)); seconds = Math.min(longestPause, 1.5 * seconds)) await sleep(seconds * 1_000);
  }

  let underWay: StartedStep | null = null;

  /** Benchmarks that older workers opened had nothing to prepare. */
  async function open(): Promise<OpenedBenchmark> {
    const opened: OpenedBenchmark | readonly RetrievalRunId[] = await openBenchmark(job, benchmarkRunId);
    return 'runIds' in opened ? opened : { steps: [], runIds: opened };
  }

  async function prepare(stage: string, steps: OpenedBenchmark['steps']): Promise<void> {
    for (const [done, step] of steps.entries()) {
      await reportJob(job, { stage, unit: 'steps', done, total: steps.length });
      underWay = await startStep(job, step);
      if (underWay !== null) await awaitCell(underWay.job, LONGEST_PAUSE_OF_STEPS);
      underWay = null;
    }
  }

  /** What cannot be looked over is kept as such, with its reason; it keeps nothing from being measured. */
  async function lookOver(): Promise<void> {
    await reportJob(job, { stage: 'looking for overlap', unit: 'steps', done: 0, total: 1 });
    try {
      await lookForOverlap(job, benchmarkRunId);
    } catch (error) {
      if (CancellationScope.current().consideredCancelled) throw error;
      // Benchmarks that older workers began kept no reason.
      if (patched('keeps-failed-look')) await keepFailedLook(job, benchmarkRunId, jobErrorOf(error));
    }
  }

  async function runCell(cell: JobReference, runId: RetrievalRunId): Promise<void> {
    try {
      await executeChild(runRetrieval, {
        // The same as services/jobs/workflow-call gives: values come from the domain alone.
        workflowId: `${cell.teamId}/${cell.jobId}/${cell.attempt}`,
        taskQueue: call.queues.control,
        args: [{ ...cell, input: { kind: 'RUN_RETRIEVAL', runId }, queues: call.queues }],
        workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
        cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
        parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
        priority: { fairnessKey: call.teamId },
      });
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) await awaitCell(cell);
      else if (CancellationScope.current().consideredCancelled) throw error;
      // Any other reason, a cancel of this cell alone among them, stands in the run's own record.
    }
  }

  await runJob(call, {
    stage: 'measuring',
    unit: 'cells',
    body: async () => {
      const opened = await open();
      await prepare('preparing', opened.steps);
      // Benchmarks that older workers began went on to their cells.
      if (patched('looks-for-overlap')) await lookOver();
      const perturbed = opened.perturbations === undefined ? null : await perturbedCopies(call, opened.perturbations);
      if (perturbed !== null) await prepare('preparing copies', perturbed.steps);
      const { runIds } = perturbed ?? opened;
      for (const [done, runId] of runIds.entries()) {
        await reportJob(job, { stage: 'measuring', unit: 'cells', done, total: runIds.length });
        const cell = await openCell(job, runId);
        if (cell.state === 'TO_RUN') await runCell(cell.job, runId);
      }
      await reportJob(job, { stage: 'measuring', unit: 'cells', done: runIds.length, total: runIds.length });
      const outcome = await closeBenchmark(job, benchmarkRunId);
      if (outcome.failed.length > 0) throw cellsFailed(outcome);
      return { benchmarkRunId, cells: outcome.succeeded };
    },
    undo: async ({ state }) => {
      if (underWay !== null && state === 'CANCELLED') await cancelStep(underWay);
      await abortBenchmark(job, benchmarkRunId, state);
    },
  });
}

/** The job fails with the first cell's code, so that asking for it again runs the failed cells and no others. */
function cellsFailed({ succeeded, failed }: BenchmarkOutcome): ApplicationFailure {
  const first = failed[0]?.error;
  return ApplicationFailure.create({
    type: first?.code ?? 'INTERNAL',
    message: `${failed.length} of ${succeeded + failed.length} cells failed: ${failed.slice(0, 5).map(({ name, error }) => `${name} (${error?.code ?? 'no reason given'}: ${error?.message ?? ''})`).join('; ')}`,
    nonRetryable: true,
    details: [{ path: failed[0]?.runId ?? null, correlationId: first?.correlationId ?? null }],
  });
}
