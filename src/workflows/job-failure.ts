import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure, TimeoutFailure, workflowInfo } from '@temporalio/workflow';
import type { ErrorCode } from '../domain/errors/error-codes.js';
import { ERROR_CODES } from '../domain/errors/error-codes.js';
import type { FailureDetails } from '../activities/to-failure.js';
import type { JobError } from '../services/ports/records.js';

/** A failure as a job's row shows it. What has no code of the table is INTERNAL, found again by the workflow's run id. */
export function jobErrorOf(error: unknown): JobError {
  if ((error instanceof ActivityFailure || error instanceof ChildWorkflowFailure) && error.cause !== undefined) return jobErrorOf(error.cause);
  if (error instanceof ApplicationFailure && isCode(error.type)) {
    const details = error.details?.[0] as FailureDetails | undefined;
    return { code: error.type, message: error.message, path: details?.path ?? null, correlationId: details?.correlationId ?? null };
  }
  const correlationId = workflowInfo().runId;
  const message =
    error instanceof TimeoutFailure
      ? `The worker stopped answering, and so did the ones that tried again; correlation id ${correlationId}.`
      : `Something unexpected failed in the workflow; correlation id ${correlationId}.`;
  return { code: 'INTERNAL', message, path: null, correlationId };
}

function isCode(type: string | null | undefined): type is ErrorCode {
  return type !== null && type !== undefined && Object.hasOwn(ERROR_CODES, type);
}
