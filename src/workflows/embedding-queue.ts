import { ActivityFailure, ApplicationFailure, CancellationScope, proxyActivities, sleep } from '@temporalio/workflow';
import type { PlacementActivities } from '../activities/placement-activities.js';
import type { ErrorCode } from '../domain/errors/error-codes.js';
import type { Provider } from '../domain/placement/capability.js';
import type { Place } from '../domain/placement/choose-queue.js';
import type { Refusal } from '../domain/placement/refusal.js';
import { isRefusal } from '../domain/placement/refusal.js';
import type { WorkflowCall } from '../services/jobs/workflow-call.js';
import { light } from './activity-options.js';
import { referenceOf } from './run-job.js';

/** An answer serves the tasks of a job for so long: workers come and go. */
const ANSWER_MS = 60_000;
/** Seconds between two looks while nobody listens. */
const [FIRST_PAUSE, LONGEST_PAUSE] = [1, 60];
/** Seconds that a task which was refused waits for another worker: one may just be starting anew. */
const PATIENCE_ONCE_REFUSED = 30;
/** Minutes between two looks at the queue on which a task lies. */
const LONGEST_WATCH = 8;

interface Sending {
  /** What the names of the queues begin with. */
  readonly base: string;
  /** Null: as configured. */
  readonly providers: readonly Provider[] | null;
  /** How long a task waits while no worker listens that could do it. */
  readonly patienceSeconds: number;
  /** Of the run that this one goes on from. */
  readonly refusals?: readonly Refusal[];
}

export interface EmbeddingQueues {
  /** Runs a task on a queue that can do it; after a refusal, or when its queue has lost its workers, on another. Throws NO_CAPABLE_WORKER. */
  send<Result>(task: (place: Place) => Promise<Result>): Promise<Result>;
  /** No queue is tried again by this job once it has refused. */
  readonly refusals: readonly Refusal[];
}

export function embeddingQueues(call: WorkflowCall<'EMBED_DATASET'> | WorkflowCall<'EMBED_QUERY'>, { base, providers, patienceSeconds, refusals: before = [] }: Sending): EmbeddingQueues {
  const job = referenceOf(call);
  const { placeEmbedding, isListenedOn } = proxyActivities<PlacementActivities>(light(call.queues.control));
  const refusals = [...before];
  let known: { readonly place: Place; readonly at: number } | null = null;
  let asking: Promise<Place> | null = null;

  /** By a timer of the engine: a job that waits holds no slot. */
  async function find(): Promise<Place> {
    const since = Date.now();
    for (let pause = FIRST_PAUSE; ; pause = Math.min(LONGEST_PAUSE, 1.5 * pause)) {
      const { place, reason } = await placeEmbedding(job, { base, providers, refusals });
      if (place !== null) {
        known = { place, at: Date.now() };
        return place;
      }
      const patience = refusals.length > 0 ? Math.min(PATIENCE_ONCE_REFUSED, patienceSeconds) : patienceSeconds;
      if (Date.now() - since >= 1_000 * patience) throw nobodyCan(reason, refusals);
      await sleep(1_000 * pause);
    }
  }

  /** All tasks of the job share one question. */
  async function placeNow(): Promise<Place> {
    if (known !== null && Date.now() - known.at < ANSWER_MS) return known.place;
    asking ??= find().finally(() => {
      asking = null;
    });
    return asking;
  }

  function forget({ queue }: Place): void {
    if (known?.place.queue === queue) known = null;
  }

  /** True once nobody listens any more; looked at ever more rarely, since most tasks are soon done. */
  async function isLeft({ queue }: Place): Promise<true> {
    for (let minutes = 1; ; minutes = Math.min(LONGEST_WATCH, 2 * minutes)) {
      await sleep(60_000 * minutes);
      if (!(await isListenedOn(queue))) return true;
    }
  }

  /** `LEFT`: the task was taken back from a queue that nobody serves. */
  async function whileServed<Result>(place: Place, task: (place: Place) => Promise<Result>): Promise<{ readonly result: Result } | 'LEFT'> {
    const [work, watch] = [new CancellationScope(), new CancellationScope()];
    const done = work.run(() => task(place)).then((result) => ({ result }));
    const left = watch.run(() => isLeft(place)).then(
      () => 'LEFT' as const,
      // Cancelled with the job, or because the task is done.
      () => done,
    );
    try {
      const outcome = await Promise.race([done, left]);
      if (outcome !== 'LEFT') return outcome;
      work.cancel();
      // It may have been done after all.
      return await done.catch(() => outcome);
    } finally {
      watch.cancel();
    }
  }

  return {
    refusals,
    async send(task) {
      for (;;) {
        const place = await placeNow();
        try {
          const outcome = refusals.some(({ queue }) => queue === place.queue) ? 'LEFT' : await whileServed(place, task);
          if (outcome !== 'LEFT') return outcome.result;
        } catch (error) {
          const refusal = refusalOf(error, place);
          if (refusal === null) throw error;
          if (refusals.every(({ queue }) => queue !== refusal.queue)) refusals.push(refusal);
        }
        forget(place);
      }
    },
  };
}

function refusalOf(error: unknown, place: Place): Refusal | null {
  if (!(error instanceof ActivityFailure) || !(error.cause instanceof ApplicationFailure)) return null;
  const { type, message } = error.cause;
  return typeof type === 'string' && isRefusal(type, place.provider) ? { ...place, code: type, message } : null;
}

function nobodyCan(reason: string, refusals: readonly Refusal[]): ApplicationFailure {
  const said = refusals.map(({ queue, message }) => `${queue}: ${message}`).join(' ');
  return ApplicationFailure.create({
    type: 'NO_CAPABLE_WORKER' satisfies ErrorCode,
    message: `Nobody can do the embedding: ${reason}${said === '' ? '' : ` ${said}`}`,
    nonRetryable: true,
    details: [{ path: refusals.at(-1)?.queue ?? null, correlationId: null }],
  });
}
