import type { JobId, TeamId } from '../../src/domain/ids.js';
import type { Catalogue, JobStore, TeamCatalogue } from '../../src/services/ports/catalogue.js';
import type { JobRecord, JobState } from '../../src/services/ports/records.js';

const ENDED: readonly JobState[] = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

/** A catalogue in memory for tests of orchestration: whole jobs, and of the other stores what a test gives. */
export interface WorkerCatalogue extends Catalogue {
  readonly jobs: Map<string, JobRecord>;
  job(id: JobId): JobRecord;
  /** Every progress write, in order. */
  readonly writes: { readonly jobId: JobId; readonly done: number }[];
}

type Stores = Partial<{ [Store in keyof TeamCatalogue]: Partial<TeamCatalogue[Store]> }>;

export function workerCatalogue(stores: (teamId: TeamId) => Stores = () => ({}), onChange: (job: JobRecord) => void = () => undefined): WorkerCatalogue {
  const jobs = new Map<string, JobRecord>();
  const secrets = new Map<string, string>();
  const writes: { readonly jobId: JobId; readonly done: number }[] = [];

  function change(id: JobId, attempt: number | null, edit: (job: JobRecord) => Partial<JobRecord>): JobRecord {
    const job = jobs.get(id);
    if (job === undefined) throw new Error(`no job ${id}`);
    if (attempt !== null && (job.attempt !== attempt || ENDED.includes(job.state))) return job;
    const changed = { ...job, ...edit(job), updatedAt: new Date() };
    jobs.set(id, changed);
    onChange(changed);
    return changed;
  }

  const merged = (job: JobRecord, skipped: JobRecord['skipped']): JobRecord['skipped'] => [
    ...job.skipped.filter(({ item }) => !skipped.some((other) => other.item === item)),
    ...skipped,
  ];

  function jobStore(teamId: TeamId): JobStore {
    return {
      request: ({ id, kind, input }, redo, sealed) => {
        const stored = jobs.get(id);
        const over = stored?.state === 'SUCCEEDED' && stored.attempt === redo;
        if (stored !== undefined && stored.state !== 'FAILED' && stored.state !== 'CANCELLED' && !over) return Promise.resolve({ job: stored, created: false });
        const now = new Date();
        const job: JobRecord = {
          ...{ id, teamId, kind, input, state: 'QUEUED', attempt: (stored?.attempt ?? 0) + 1, result: null, skipped: [], error: null, placement: null },
          ...{ stage: '', done: 0, total: null, unit: '', rate: null, cancelRequested: false, started: false },
          ...{ createdAt: now, startedAt: null, updatedAt: now, finishedAt: null },
        };
        jobs.set(id, job);
        if (sealed !== undefined) secrets.set(id, sealed);
        return Promise.resolve({ job, created: true });
      },
      get: (id) => Promise.resolve(jobs.get(id) ?? null),
      sealedInput: (id) => Promise.resolve(secrets.get(id) ?? null),
      getMany: (ids) => Promise.resolve(ids.flatMap((id) => jobs.get(id) ?? [])),
      list: () => Promise.reject(new Error('not needed')),
      markStarted: (id, attempt) => {
        change(id, attempt, () => ({ started: true }));
        return Promise.resolve();
      },
      progress: (id, attempt, progress, skipped = []) => {
        writes.push({ jobId: id, done: progress.done });
        change(id, attempt, (job) => ({ ...progress, done: job.stage === progress.stage ? Math.max(job.done, progress.done) : progress.done, state: 'RUNNING', startedAt: job.startedAt ?? new Date(), skipped: merged(job, skipped) }));
        return Promise.resolve();
      },
      place: (id, attempt, placement) => {
        change(id, attempt, () => ({ placement }));
        return Promise.resolve();
      },
      finish: (id, attempt, outcome) => {
        change(id, attempt, (job) => ({ ...outcome, skipped: merged(job, outcome.skipped), finishedAt: new Date() }));
        secrets.delete(id);
        return Promise.resolve();
      },
      requestCancel: (id) => Promise.resolve(change(id, null, () => ({ cancelRequested: true }))),
    };
  }

  return {
    jobs,
    writes,
    job: (id) => jobs.get(id)!,
    team: (teamId) => ({ teamId, ...stores(teamId), jobs: jobStore(teamId) }) as unknown as TeamCatalogue,
    operator: { unstartedJobs: () => Promise.resolve([...jobs.values()].filter((job) => !job.started && job.state === 'QUEUED')) } as unknown as Catalogue['operator'],
    onJobChange: () => () => undefined,
  };
}
