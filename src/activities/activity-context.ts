import type { JobReference } from '../services/jobs/workflow-call.js';
import type { Catalogue } from '../services/ports/catalogue.js';
import type { Log } from '../services/ports/log.js';
import type { SkippedItem } from '../services/ports/records.js';
import type { PagePosition, ProgressBoard } from './progress-board.js';

/** What every group of activities needs. */
export interface ActivityContext {
  readonly catalogue: Catalogue;
  readonly log: Log;
  readonly board: ProgressBoard;
}

/** Runs the body with the page's progress open, and closes it whatever happens. */
export async function withPage<Result extends { readonly skipped?: readonly SkippedItem[] }>(
  { board }: ActivityContext,
  job: JobReference,
  position: PagePosition,
  body: (advance: (done: number) => void) => Promise<Result>,
): Promise<Result> {
  const page = board.open(job, position);
  let skipped: readonly SkippedItem[] = [];
  try {
    const result = await body((done) => {
      page.advance(done);
    });
    skipped = result.skipped ?? [];
    return result;
  } finally {
    await page.close(skipped);
  }
}
