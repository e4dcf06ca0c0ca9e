import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { Context } from '@temporalio/activity';
import type { Log } from '../services/ports/log.js';
import { toFailure } from './to-failure.js';

/** Often enough that a cancel arrives and a killed worker is missed in time; the SDK thins what it sends. */
const BEAT_MS = 1_000;

export interface Running<Cursor> {
  /** Aborted by a cancelled job and by a worker that shuts down. */
  readonly signal: AbortSignal;
  /** What the attempt before had reported, null on a first attempt. */
  readonly resumeFrom: Cursor | null;
  /** 1, 2, … */
  readonly attempt: number;
  /** Sent along with the next heartbeats. */
  readonly setCursor: (cursor: Cursor) => void;
}

/**
 * Runs the body of a long activity: heartbeats on the main thread all the while, tells a cancel from a failure, and maps
 * errors by their code. Work that is cancelled must stop when `signal` aborts; how it says so does not matter.
 */
export async function heartbeating<Cursor, Result>(log: Log, body: (running: Running<Cursor>) => Promise<Result>): Promise<Result> {
  const context = Context.current();
  const resumeFrom = (context.info.heartbeatDetails as Cursor | undefined) ?? null;
  let cursor: Cursor | null = resumeFrom;
  const beat = (): void => {
    context.heartbeat(cursor);
  };
  beat();
  const timer = setInterval(beat, BEAT_MS);
  try {
    return await guarded(log, () =>
      body({
        signal: context.cancellationSignal,
        resumeFrom,
        attempt: context.info.attempt,
        setCursor: (next) => {
          cursor = next;
          beat();
        },
      }),
    );
  } finally {
    clearInterval(timer);
  }
}

/** Runs the body of a short activity, mapping errors by their code. */
export async function guarded<Result>(log: Log, body: () => Promise<Result>): Promise<Result> {
  const { cancellationSignal, info } = Context.current();
  try {
    return await body();
  } catch (error) {
    if (error instanceof CancelledFailure || error instanceof ApplicationFailure) throw error;
    if (cancellationSignal.aborted) throw cancelled(cancellationSignal);
    throw toFailure(error, info.attempt, log, { workflowId: info.workflowExecution?.workflowId, activity: info.activityType });
  }
}

function cancelled(signal: AbortSignal): CancelledFailure {
  return signal.reason instanceof CancelledFailure ? signal.reason : new CancelledFailure('CANCELLED');
}
