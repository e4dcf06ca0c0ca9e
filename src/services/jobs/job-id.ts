import type { JobId, TeamId } from '../../domain/ids.js';
import { contentId } from './content-id.js';
import type { JobInput } from './job-inputs.js';

/** The same request of the same team is the same job, whoever asks and however often. */
export function jobIdOf(teamId: TeamId, input: JobInput): JobId {
  return contentId('Job', [teamId, input]);
}
