import type { JobId } from '../domain/ids.js';
import type { JobStore } from '../services/ports/catalogue.js';
import type { Log } from '../services/ports/log.js';
import type { SkippedItem } from '../services/ports/records.js';
import type { ProgressSink } from '../services/progress.js';

/** A row is written at most this often for one job in one process. */
const WRITE_EVERY_MS = 1_000;
/** The rate is that of about this long a stretch: long enough to be calm, short enough to be true. */
const RATE_WINDOW_MS = 30_000;

interface State {
  readonly stage: string;
  readonly done: number;
  readonly total: number | null;
  readonly unit: string;
}

interface Options {
  readonly now?: () => number;
  readonly everyMs?: number;
}

export interface ThinnedProgress extends ProgressSink {
  /** Writes what has not been written yet. */
  flush(): Promise<void>;
}

/** Thins progress out to one write a second, with a rate over the last stretch; a failed write is logged and forgotten. */
export function createProgress(jobs: JobStore, jobId: JobId, attempt: number, log: Log, options: Options = {}): ThinnedProgress {
  const { now = Date.now, everyMs = WRITE_EVERY_MS } = options;
  let latest: State | null = null;
  let skipped: SkippedItem[] = [];
  let samples: { readonly at: number; readonly done: number }[] = [];
  let writtenAt = -Infinity;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function rate(): number | null {
    const first = samples[0];
    const last = samples.at(-1);
    return first === undefined || last === undefined || last.at === first.at ? null : ((last.done - first.done) * 1_000) / (last.at - first.at);
  }

  function write(): void {
    clearTimeout(timer);
    timer = undefined;
    const state = latest;
    if (state === null) return;
    const skippedNow = skipped;
    const progress = { ...state, rate: rate() };
    latest = null;
    skipped = [];
    writtenAt = now();
    writing = writing
      .then(() => jobs.progress(jobId, attempt, progress, skippedNow))
      .catch((error: unknown) => {
        log.warn({ jobId, err: error }, 'Progress could not be written.');
      });
  }

  function due(): void {
    const wait = writtenAt + everyMs - now();
    if (wait <= 0) write();
    else timer ??= setTimeout(write, wait).unref();
  }

  let stage: string | null = null;
  return {
    report(progress) {
      if (progress.stage !== stage) samples = [];
      stage = progress.stage;
      latest = progress;
      samples.push({ at: now(), done: progress.done });
      samples = samples.filter(({ at }, index) => index === samples.length - 1 || at > now() - RATE_WINDOW_MS);
      due();
    },
    skipped(item) {
      skipped.push(item);
    },
    async flush() {
      write();
      await writing;
    },
  };
}
