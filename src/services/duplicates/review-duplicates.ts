import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { VolumeId } from '../../domain/ids.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { DuplicateReview, DuplicateVerdict, VolumePair } from '../ports/duplicate-reviews.js';

export const pairOf = (one: VolumeId, other: VolumeId): VolumePair => (one < other ? { first: one, second: other } : { first: other, second: one });

export interface ReviewRequest {
  readonly one: VolumeId;
  readonly other: VolumeId;
  /** Null takes back what was said. */
  readonly verdict: DuplicateVerdict | null;
  readonly reviewedBy: string;
}

/** Keeps what people say of a pair of volumes, whichever search found it. Gives null where it was taken back. Throws INVALID_INPUT for a volume with itself, NOT_FOUND. */
export async function reviewDuplicates({ duplicateReviews }: Pick<TeamCatalogue, 'duplicateReviews'>, { one, other, verdict, reviewedBy }: ReviewRequest): Promise<DuplicateReview | null> {
  if (one === other) throw new VoxseekError('INVALID_INPUT', 'input.secondId: a pair is of two volumes. Give another than the first.', { path: 'input.secondId' });
  const pair = pairOf(one, other);
  if (verdict === null) {
    await duplicateReviews.remove(pair);
    return null;
  }
  const review: DuplicateReview = { ...pair, verdict, reviewedBy, reviewedAt: new Date() };
  await duplicateReviews.put(review);
  return review;
}
