import type { Environment } from '../environment.js';
import type { DuplicateVerdict } from '../services/ports/duplicate-reviews.js';
import { reviewDuplicates } from './client/duplicates.js';
import { openClient } from './client/open-client.js';

export interface ReviewDuplicatesOptions {
  readonly first: string;
  readonly second: string;
  readonly verdict: 'same' | 'different' | 'none';
}

const VERDICTS: Readonly<Record<ReviewDuplicatesOptions['verdict'], DuplicateVerdict | null>> = { same: 'SAME', different: 'DIFFERENT', none: null };

/** `voxseek dataset review`: keeps what a person says of a pair of volumes. */
export async function runReviewDuplicates({ first, second, verdict }: ReviewDuplicatesOptions, environment: Environment): Promise<void> {
  const client = await openClient(environment);
  const review = await reviewDuplicates(client, { firstId: first, secondId: second, verdict: VERDICTS[verdict] });
  process.stdout.write(review === null ? 'Nothing is said of the pair now.\n' : `${review.verdict}, said by ${review.reviewedBy} at ${review.reviewedAt}.\n`);
}
