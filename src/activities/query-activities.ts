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
    async embedQueryVolume(job: JobReference, input: Input, provider?: Provider): Promise<void> {
      const { queryVolumeId } = input;
      await heartbeating(log, async ({ signal }) => {
        const team = catalogue.team(job.teamId);
        const progress = createProgress(team.jobs, job.jobId, job.attempt, log);
        await team.queryVolumes.update(queryVolumeId, { state: 'EMBEDDING', jobId: job.jobId, error: null });
        const embedding = embeddingOn(provider);
        const options = { signal, progress };
        if ('volumeId' in input) await embedding.embedStoredQuery(team, queryVolumeId, input.volumeId, options);
        else await withUploadedFile({ team, objects, scratchDirectory }, input.uploadId, signal, (path) => embedding.embedQuery(team, queryVolumeId, uploadSource(path, input.series ?? null), options));
        await progress.flush();
      });
    },

    async failQueryVolume(job: JobReference, { queryVolumeId }: Input, error: JobError): Promise<void> {
      await guarded(log, () => catalogue.team(job.teamId).queryVolumes.update(queryVolumeId, { state: 'FAILED', error }));
    },
  };
}
