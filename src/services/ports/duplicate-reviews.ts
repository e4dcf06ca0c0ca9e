import type { VolumeId } from '../../domain/ids.js';

/** SAME: one scan under two patients. DIFFERENT: two scans that only look alike. */
export type DuplicateVerdict = 'SAME' | 'DIFFERENT';

/** Two volumes, the lesser id first. */
export interface VolumePair {
  readonly first: VolumeId;
  readonly second: VolumeId;
}

/** What people say of two volumes that look like one scan. */
export interface DuplicateReview extends VolumePair {
  readonly verdict: DuplicateVerdict;
  /** The name of the token by which it was said. */
  readonly reviewedBy: string;
  readonly reviewedAt: Date;
}

export interface DuplicateReviewStore {
  /** In place of what was said of the pair before. Throws NOT_FOUND when a volume is gone. */
  put(review: DuplicateReview): Promise<void>;
  /** Of a pair of which nothing was said this does nothing. */
  remove(pair: VolumePair): Promise<void>;
  /** Of those of the pairs that were looked at. */
  ofPairs(pairs: readonly VolumePair[]): Promise<readonly DuplicateReview[]>;
}
