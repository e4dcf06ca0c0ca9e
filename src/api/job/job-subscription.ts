import type { JobId } from '../../domain/ids.js';
import type { Catalogue, TeamCatalogue } from '../../services/ports/catalogue.js';
import type { JobRecord, JobState } from '../../services/ports/records.js';

const ENDED: ReadonlySet<JobState> = new Set<JobState>(['SUCCEEDED', 'FAILED', 'CANCELLED']);

/** What makes a row worth showing again. */
const stateOf = ({ state, attempt, stage, done, total, rate, cancelRequested, updatedAt }: JobRecord): string =>
  JSON.stringify([state, attempt, stage, done, total, rate, cancelRequested, updatedAt]);

/** Looks again after this long without news: a notice can be lost while the listener is connecting. */
const LOOK_AGAIN_MS = 2_000;

/**
 * The job as it is, then after each change, until it has ended. Changes that come while the client is busy are joined: it
 * always gets the latest row, never a backlog.
 */
export function watchJob(catalogue: Pick<Catalogue, 'onJobChange'>, team: TeamCatalogue, jobId: JobId): AsyncIterableIterator<JobRecord> {
  let changed = true;
  let over = false;
  let shown = '';
  let wake = (): void => undefined;
  const stop = catalogue.onJobChange((change) => {
    if (change.jobId !== jobId || change.teamId !== team.teamId) return;
    changed = true;
    wake();
  });
  const close = (): void => {
    over = true;
    stop();
    wake();
  };
  const nextChange = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, LOOK_AGAIN_MS);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const END = { done: true, value: undefined } as const;

  return {
    async next(): Promise<IteratorResult<JobRecord>> {
      while (!over) {
        if (!changed) await nextChange();
        if (over) break;
        changed = false;
        const job = await team.jobs.get(jobId);
        if (job === null) break;
        const state = stateOf(job);
        if (state === shown) continue;
        shown = state;
        if (ENDED.has(job.state)) close();
        return { done: false, value: job };
      }
      close();
      return END;
    },
    return(): Promise<IteratorResult<JobRecord>> {
      close();
      return Promise.resolve(END);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
