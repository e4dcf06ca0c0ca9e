import type { JobInput } from '../jobs/job-inputs.js';
import type { JobService } from '../jobs/job-service.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { JobRecord } from '../ports/records.js';
import { membersHash } from './members-hash.js';

/**
 * The job that imports a directory. One that succeeded is done over when its data set holds other volumes than it left there: some
 * of its own may have been deleted. Done over in vain it finds every volume stored.
 */
export function requestImport(jobs: JobService, team: TeamCatalogue, request: Omit<Extract<JobInput, { readonly kind: 'IMPORT_DATASET' }>, 'kind'>): Promise<JobRecord> {
  return jobs.request(team, { kind: 'IMPORT_DATASET', ...request }, async ({ result }) => (result as { readonly membersHash?: string }).membersHash !== (await membersHash(team, request.datasetId)));
}
