import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { FoundDuplicates as Found } from '../../services/duplicates/find-duplicates.js';
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

export interface DuplicatePair {
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
  query Found($id: ID!) {
    job(id: $id) {
      duplicates {
        volumes pairs compared found threshold
        duplicates {
          similarity agreement
          first { id name patientId }
          second { id name patientId }
          firstSlice { index thumbnailUrl(size: 192) }
          secondSlice { index thumbnailUrl(size: 192) }
        }
      }
    }
  }
`;

export async function readDuplicates(client: GraphQLClient, jobId: string): Promise<FoundDuplicates> {
  const { job } = await client.query<{ job: { duplicates: FoundDuplicates | null } | null }>(FOUND, { id: jobId });
  if (job?.duplicates == null) throw new VoxseekError('NOT_FOUND', `The job ${jobId} found nothing that can be shown.`, { path: 'job' });
  return job.duplicates;
}
