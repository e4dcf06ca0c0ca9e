import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { RemovalReport } from '../../domain/deidentification/removal-report.js';
import type { GraphQLClient } from './graphql-client.js';
import type { FinishedJob } from './wait-for-job.js';

/** An import as its job tells of it. */
export interface ImportJob {
  readonly state: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  readonly attempt: number;
  readonly skipped: FinishedJob['skipped'];
  readonly skippedCount: number;
  /** What of DICOM headers is not kept; null until it succeeded. */
  readonly removal: RemovalReport | null;
  /** Null until it succeeded. */
  readonly imported: { readonly created: number; readonly existing: number; readonly patientsAssumed: boolean } | null;
}

const IMPORT = /* GraphQL */ `
  query Import($id: ID!) {
    job(id: $id) {
      state attempt skippedCount
      skipped { item code message }
      imported { created existing patientsAssumed }
      removal { files privateElements removed { tag keyword files } }
    }
  }
`;

export async function readImport(client: GraphQLClient, id: string): Promise<ImportJob> {
  const { job } = await client.query<{ job: ImportJob | null }>(IMPORT, { id });
  if (job === null) throw new VoxseekError('NOT_FOUND', `There is no job ${id}.`, { path: 'job' });
  return job;
}
