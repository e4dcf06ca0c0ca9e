import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type { ErrorCode } from '../domain/errors/error-codes.js';
import { ERROR_CODES } from '../domain/errors/error-codes.js';
import { isVoxseekError } from '../domain/errors/voxseek-error.js';
import type { Log } from '../services/ports/log.js';

/** What travels with a failure besides its code (the type) and its message. */
export interface FailureDetails {
  readonly path: string | null;
  readonly correlationId: string | null;
}

/**
 * How often an activity is tried in all, by code; other retryable codes have the whole of the policy's attempts. Something
 * unexpected is most often a defect, which a third try does not mend; an index may be repaired or finished meanwhile; what one
 * worker lacks another may have.
 */
const TRIES: Partial<Record<ErrorCode, number>> = { PROVIDER_UNAVAILABLE: 10, PROVIDER_UNFIT: 10, MODEL_OUT_OF_MEMORY: 10, INTERNAL: 3, INDEX_INCOMPLETE: 2, INDEX_NOT_READY: 10, DICOMWEB_UNAVAILABLE: 5 };

/**
 * The failure that the engine sees: its type is the error's code, and it is tried again only if that can help.
 * Anything without a code is logged in full under a correlation id and shown as INTERNAL.
 */
export function toFailure(error: unknown, attempt: number, log: Log, context: object): ApplicationFailure {
  if (isVoxseekError(error)) {
    const retryable = ERROR_CODES[error.code].retryable && attempt < (TRIES[error.code] ?? Infinity);
    return failure(error.code, error.message, retryable, { path: error.path ?? null, correlationId: null });
  }
  const { code, message, correlationId } = unexpected(error, log, { ...context, attempt });
  return failure(code, message, attempt < (TRIES.INTERNAL ?? 1), { path: null, correlationId });
}

/** Logs the error in full under a correlation id; what is shown of it is the id alone. */
export function unexpected(error: unknown, log: Log, context: object): { readonly code: 'INTERNAL'; readonly message: string; readonly correlationId: string } {
  const correlationId = randomUUID();
  log.error({ ...context, correlationId, err: error }, 'An activity failed unexpectedly.');
  return { code: 'INTERNAL', message: `Something unexpected failed; it was logged under the correlation id ${correlationId}.`, correlationId };
}

function failure(code: ErrorCode, message: string, retryable: boolean, details: FailureDetails): ApplicationFailure {
  return ApplicationFailure.create({ type: code, message, nonRetryable: !retryable, details: [details] });
}
