import { z } from 'zod';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { VolumeId } from '../../domain/ids.js';
import { isId } from '../../domain/ids.js';
import type { JobService } from '../jobs/job-service.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { JobRecord } from '../ports/records.js';
import { embeddedMembers } from './duplicate-search.js';
import type { DuplicateRequest } from './duplicate-search.js';
import type { FoundDuplicates } from './find-duplicates.js';

const volume = z.custom<VolumeId>((id) => typeof id === 'string' && isId('Volume', id));
const pair = z.object({ first: volume, second: volume, similarity: z.number(), agreement: z.number(), firstSlice: z.int(), secondSlice: z.int() });
const result = z.object({ volumes: z.int(), pairs: z.int(), compared: z.int(), found: z.int(), threshold: z.number(), duplicates: z.array(pair) });

/** What a job that has looked for duplicates found; null for another job, or one that has not ended well. */
export function duplicatesOf({ kind, state, result: kept }: Pick<JobRecord, 'kind' | 'state' | 'result'>): FoundDuplicates | null {
  if (kind !== 'FIND_DUPLICATES' || state !== 'SUCCEEDED') return null;
  const read = result.safeParse(kept);
  return read.success ? read.data : null;
}

/** The job that looks for duplicates in a snapshot. One that succeeded is done over once volumes are embedded that it had to skip. Throws EMBEDDINGS_MISSING where none is. */
export async function requestDuplicates(jobs: JobService, team: TeamCatalogue, { snapshotId, recipeId }: DuplicateRequest): Promise<JobRecord> {
  const { keys } = await embeddedMembers(team, { snapshotId, recipeId });
  if (keys.size === 0) {
    throw new VoxseekError('EMBEDDINGS_MISSING', 'No volume is embedded both by this recipe and by that of the model mod_pixels-32, whose pixels say what is a duplicate. Run embedDataset for both.', { path: 'input.recipeId' });
  }
  return jobs.request(team, { kind: 'FIND_DUPLICATES', snapshotId, recipeId }, (succeeded) => Promise.resolve((duplicatesOf(succeeded)?.volumes ?? -1) !== keys.size));
}
