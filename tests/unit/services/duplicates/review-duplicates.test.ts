import { expect, it } from 'vitest';
import { asId } from '../../../../src/domain/ids.js';
import { pairOf, reviewDuplicates } from '../../../../src/services/duplicates/review-duplicates.js';
import type { DuplicateReview, DuplicateReviewStore } from '../../../../src/services/ports/duplicate-reviews.js';

const [a, b] = [asId('Volume', 'vol_a'), asId('Volume', 'vol_b')];

function kept(): { readonly duplicateReviews: DuplicateReviewStore; readonly rows: Map<string, DuplicateReview> } {
  const rows = new Map<string, DuplicateReview>();
  const duplicateReviews: DuplicateReviewStore = {
    put: (review) => Promise.resolve(void rows.set(`${review.first} ${review.second}`, review)),
    remove: ({ first, second }) => Promise.resolve(void rows.delete(`${first} ${second}`)),
    ofPairs: () => Promise.resolve([]),
  };
  return { duplicateReviews, rows };
}

it('keeps one word on a pair, in whatever order it is named, and takes it back', async () => {
  const { duplicateReviews, rows } = kept();
  const say = (one: typeof a, other: typeof a, verdict: 'SAME' | 'DIFFERENT' | null) => reviewDuplicates({ duplicateReviews }, { one, other, verdict, reviewedBy: 'reader' });
  expect(await say(b, a, 'SAME')).toMatchObject({ first: a, second: b, verdict: 'SAME', reviewedBy: 'reader' });
  await say(a, b, 'DIFFERENT');
  expect([...rows.values()].map(({ verdict }) => verdict)).toEqual(['DIFFERENT']);
  expect(await say(b, a, null)).toBeNull();
  expect(rows.size).toBe(0);
  await expect(say(a, a, 'SAME')).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'input.secondId' });
  expect(pairOf(b, a)).toEqual(pairOf(a, b));
});
