import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import type { WorkflowExecutionStatusName } from '@temporalio/client';
import type { TaskQueues } from '../../services/jobs/workflow-call.js';
import { WORKFLOW_NAMES, workflowId } from '../../services/jobs/workflow-call.js';
import type { WorkflowEngine } from '../../services/ports/workflow-engine.js';
import type { TemporalAddress } from './connection.js';
import { connectTemporal } from './connection.js';

export interface TemporalEngine extends WorkflowEngine {
  close(): Promise<void>;
}

/** A status that is not known is no end. */
const ENDED: ReadonlySet<WorkflowExecutionStatusName> = new Set(['COMPLETED', 'FAILED', 'CANCELLED', 'TERMINATED', 'TIMED_OUT']);

/** Starts and stops workflows; connects when first used, so that an API starts while Temporal is away. */
export function createTemporalEngine({ queues, ...server }: TemporalAddress & { readonly queues: TaskQueues }): TemporalEngine {
  const temporal = connectTemporal(server);

  return {
    async start(job) {
      const call = { jobId: job.id, teamId: job.teamId, attempt: job.attempt, input: job.input, queues };
      try {
        await temporal.call((client) =>
          client.workflow.start(WORKFLOW_NAMES[job.kind], {
            workflowId: workflowId(call),
            taskQueue: queues.control,
            args: [call],
            // An attempt runs once: neither beside itself nor again after it ended.
            workflowIdReusePolicy: 'REJECT_DUPLICATE',
            workflowIdConflictPolicy: 'FAIL',
            // Inherited by all its activities: on a queue with a backlog teams take turns.
            priority: { fairnessKey: job.teamId },
          }),
        );
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
    },

    async isRunning({ id, teamId, attempt }) {
      try {
        const { status } = await temporal.call((client) => client.workflow.getHandle(workflowId({ jobId: id, teamId, attempt })).describe());
        return !ENDED.has(status.name);
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
    },

    async cancel(job) {
      try {
        await temporal.call((client) => client.workflow.getHandle(workflowId({ jobId: job.id, teamId: job.teamId, attempt: job.attempt })).cancel());
        return { found: true };
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return { found: false };
        throw error;
      }
    },

    close: () => temporal.close(),
  };
}
