import type { JobReference } from '../services/jobs/workflow-call.js';
import type { Catalogue } from '../services/ports/catalogue.js';
import type { Log } from '../services/ports/log.js';
import type { SkippedItem } from '../services/ports/records.js';
import type { ThinnedProgress } from './progress.js';
import { createProgress } from './progress.js';

/** Where a page stands in the whole. */
export interface PagePosition {
  readonly stage: string;
  readonly unit: string;
  /** Units of all pages before this one. */
  readonly offset: number;
  readonly total: number;
}

export interface PageProgress {
  /** Units of this page that are done, counted from 0. */
  advance(done: number): void;
  close(skipped: readonly SkippedItem[]): Promise<void>;
}

/** Adds up the pages of a job that run at the same time in this process, so that its row shows one figure that only grows. */
export interface ProgressBoard {
  open(job: JobReference, position: PagePosition): PageProgress;
}

interface Stage {
  readonly sink: ThinnedProgress;
  readonly open: Set<number>;
  /** Done units of each page, by its offset. */
  readonly done: Map<number, number>;
  shown: number;
}

/** Stages kept between their pages for the sake of the rate; more than run at once. */
const KEPT = 64;

export function createProgressBoard(catalogue: Catalogue, log: Log): ProgressBoard {
  const stages = new Map<string, Stage>();

  function stageOf(job: JobReference, name: string): Stage {
    const key = `${job.teamId}/${job.jobId}/${job.attempt}/${name}`;
    const sink = (): ThinnedProgress => createProgress(catalogue.team(job.teamId).jobs, job.jobId, job.attempt, log);
    const stage = stages.get(key) ?? { sink: sink(), open: new Set(), done: new Map(), shown: 0 };
    stages.delete(key);
    stages.set(key, stage);
    for (const [oldest, { open }] of stages) if (stages.size > KEPT && open.size === 0) stages.delete(oldest);
    return stage;
  }

  return {
    open(job, { stage: name, unit, offset, total }) {
      const stage = stageOf(job, name);
      stage.open.add(offset);
      stage.done.set(offset, 0);

      const show = (): void => {
        const from = Math.min(...stage.open);
        const since = [...stage.done].reduce((sum, [at, done]) => (at >= from ? sum + done : sum), 0);
        stage.shown = Math.min(total, Math.max(stage.shown, from + since));
        stage.sink.report({ stage: name, unit, total, done: stage.shown });
      };
      show();

      return {
        advance(done) {
          stage.done.set(offset, done);
          show();
        },
        async close(skipped) {
          for (const item of skipped) stage.sink.skipped(item);
          show();
          stage.open.delete(offset);
          const from = Math.min(...stage.open, offset);
          for (const at of stage.done.keys()) if (at < from) stage.done.delete(at);
          await stage.sink.flush();
        },
      };
    },
  };
}
