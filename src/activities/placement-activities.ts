import type { Provider } from '../domain/placement/capability.js';
import { chooseQueue } from '../domain/placement/choose-queue.js';
import type { PlacementAnswer } from '../domain/placement/choose-queue.js';
import type { Refusal } from '../domain/placement/refusal.js';
import type { JobReference } from '../services/jobs/workflow-call.js';
import type { WorkerRoster } from '../services/ports/worker-roster.js';
import type { ActivityContext } from './activity-context.js';
import { guarded } from './guarded.js';

export type PlacementActivities = ReturnType<typeof createPlacementActivities>;

interface Dependencies extends ActivityContext {
  readonly roster: WorkerRoster;
  /** Where a request names no provider: those that will do, the most wanted first. */
  readonly providerPreference: readonly Provider[];
}

interface PlaceRequest {
  /** What the names of the queues begin with. */
  readonly base: string;
  /** Null: as configured. */
  readonly providers: readonly Provider[] | null;
  readonly refusals: readonly Refusal[];
}

/** Who can do an embedding is asked outside of the workflow, whose history then holds the answer. */
export function createPlacementActivities({ catalogue, log, roster, providerPreference }: Dependencies) {
  const listening = async (): Promise<ReadonlySet<string>> => new Set((await roster.list()).flatMap(({ queues }) => queues));

  return {
    /** Where the embedding of a job goes as things are; the job's row says so. */
    async placeEmbedding(job: JobReference, { base, providers, refusals }: PlaceRequest): Promise<PlacementAnswer> {
      return guarded(log, async () => {
        const answer = chooseQueue({ base, providers: providers ?? providerPreference, listening: await listening(), refusals });
        const { place, reason } = answer;
        const refused = refusals.map(({ queue, code, message }) => ({ queue, code, message }));
        await catalogue.team(job.teamId).jobs.place(job.jobId, job.attempt, { queue: place?.queue ?? null, provider: place?.provider ?? null, reason, refusals: refused });
        return answer;
      });
    },

    async isListenedOn(queue: string): Promise<boolean> {
      return guarded(log, async () => (await listening()).has(queue));
    },
  };
}
