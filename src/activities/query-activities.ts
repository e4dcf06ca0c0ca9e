import type { Provider } from '../domain/placement/capability.js';
import { uploadSource } from '../services/ingest/read-scan.js';
import type { JobInput } from '../services/jobs/job-inputs.js';
import type { JobReference } from '../services/jobs/workflow-call.js';
import type { ObjectStore } from '../services/ports/object-store.js';
import type { JobError } from '../services/ports/records.js';
import type { ActivityContext } from './activity-context.js';
import type { EmbeddingOn } from './embedding-activities.js';
import { guarded, heartbeating } from './guarded.js';
import { createProgress } from './progress.js';
import { withUploadedFile } from './scratch.js';

export type QueryActivities = ReturnType<typeof createQueryActivities>;

type Input = Extract<JobInput, { readonly kind: 'EMBED_QUERY' }>;

interface Dependencies extends ActivityContext {
  readonly embeddingOn: EmbeddingOn;
  readonly objects: ObjectStore;
  readonly scratchDirectory: string;
}

export function createQueryActivities({ catalogue, log, embeddingOn, objects, scratchDirectory }: Dependencies) {
  return {
    async embedQueryVolume(job: JobReference, { queryVolumeId, uploadId, series }: Input, provider?: Provider): Promise<void> {
      await heartbeating(log, async ({ signal }) => {
        const team = catalogue.team(job.teamId);
        const progress = createProgress(team.jobs, job.jobId, job.attempt, log);
        await team.queryVolumes.update(queryVolumeId, { state: 'EMBEDDING', jobId: job.jobId, error: null });
        await withUploadedFile({ team, objects, scratchDirectory }, uploadId, signal, (path) => embeddingOn(provider).embedQuery(team, queryVolumeId, uploadSource(path, series ?? null), { signal, progress }));
        await progress.flush();
      });
    },

    async failQueryVolume(job: JobReference, { queryVolumeId }: Input, error: JobError): Promise<void> {
      await guarded(log, () => catalogue.team(job.teamId).queryVolumes.update(queryVolumeId, { state: 'FAILED', error }));
    },
  };
}
