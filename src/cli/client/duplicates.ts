import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { FoundDuplicates as Found } from '../../services/duplicates/find-duplicates.js';
import type { DuplicateVerdict } from '../../services/ports/duplicate-reviews.js';
import type { GraphQLClient } from './graphql-client.js';

export interface DuplicateSide {
  readonly id: string;
  readonly name: string | null;
  readonly patientId: string;
}

interface ShownSlice {
  readonly index: number;
  readonly thumbnailUrl: string;
}

export type DuplicateReviewState = DuplicateVerdict | 'UNREVIEWED';

export interface DuplicateReview {
  readonly verdict: DuplicateVerdict;
  readonly reviewedBy: string;
  readonly reviewedAt: string;
}

export interface DuplicatePair {
  /** Null while nobody has looked at it. */
  readonly review: DuplicateReview | null;
  readonly similarity: number;
  readonly agreement: number;
  /** Null once the volume was deleted, as its slice. */
  readonly first: DuplicateSide | null;
  readonly second: DuplicateSide | null;
  readonly firstSlice: ShownSlice | null;
  readonly secondSlice: ShownSlice | null;
}

export type FoundDuplicates = Omit<Found, 'duplicates'> & { readonly duplicates: readonly DuplicatePair[] };

export async function findDuplicates(client: GraphQLClient, input: { readonly snapshotId: string; readonly recipeId: string }): Promise<string> {
  const { job } = await client.mutate<{ job: { id: string } }>(
    /* GraphQL */ `mutation Find($input: FindDuplicatesInput!) { findDuplicates(input: $input) { job { id } userErrors { code message path } } }`,
    { input },
  );
  return job.id;
}

const FOUND = /* GraphQL */ `
  query Found($id: ID!, $reviews: [DuplicateReviewState!]) {
    job(id: $id) {
      duplicates {
        volumes pairs compared found threshold
        duplicates(reviews: $reviews) {
          similarity agreement
          review { verdict reviewedBy reviewedAt }
          first { id name patientId }
          second { id name patientId }
          firstSlice { index thumbnailUrl(size: 192) }
          secondSlice { index thumbnailUrl(size: 192) }
        }
      }
    }
  }
`;

/** Those of which one of `reviews` was said; all when null. */
export async function readDuplicates(client: GraphQLClient, jobId: string, reviews: readonly DuplicateReviewState[] | null): Promise<FoundDuplicates> {
  const { job } = await client.query<{ job: { duplicates: FoundDuplicates | null } | null }>(FOUND, { id: jobId, reviews });
  if (job?.duplicates == null) throw new VoxseekError('NOT_FOUND', `The job ${jobId} found nothing that can be shown.`, { path: 'job' });
  return job.duplicates;
}

/** Null once it was taken back. */
export async function reviewDuplicates(client: GraphQLClient, input: { readonly firstId: string; readonly secondId: string; readonly verdict: DuplicateVerdict | null }): Promise<DuplicateReview | null> {
  const { review } = await client.mutate<{ review: DuplicateReview | null }>(
    /* GraphQL */ `mutation Review($input: ReviewDuplicatesInput!) { reviewDuplicates(input: $input) { review { verdict reviewedBy reviewedAt } userErrors { code message path } } }`,
    { input },
  );
  return review;
}
