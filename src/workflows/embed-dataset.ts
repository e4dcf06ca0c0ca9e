import { continueAsNew, patched, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { EmbeddingActivities } from '../activities/embedding-activities.js';
import type { EmbeddedPage } from '../services/embedding/embedding-service.js';
import type { Refusal } from '../domain/placement/refusal.js';
import type { WorkflowCall } from '../services/jobs/workflow-call.js';
import { light, page, refusablePage } from './activity-options.js';
import { embeddingQueues } from './embedding-queue.js';
import { inFlight, pagesOf } from './in-flight.js';
import { referenceOf, runJob } from './run-job.js';

/** A page is worth its 50 ms of engine, and short enough that a killed one costs little and teams take turns. */
const PAGE_VOLUMES = 4;
/** Pages on offer at once: the backlog that more workers can share. */
const PAGES_IN_FLIGHT = 4;
const LISTING = 400;
/** A day: who asks in the evening may start the worker in the morning. */
const PATIENCE_SECONDS = 86_400;

interface Progress {
  readonly after: string | null;
  readonly offset: number;
  readonly embedded: number;
  readonly reused: number;
  readonly skipped: number;
  readonly refusals?: readonly Refusal[];
}

/** Embeds every volume of a snapshot; long ones go on as a new run, so that no history grows without bound. */
export async function embedDataset(call: WorkflowCall<'EMBED_DATASET'>, from?: Progress): Promise<void> {
  const { snapshotId, recipeId } = call.input;
  const job = referenceOf(call);
  const { listSnapshotVolumes } = proxyActivities<EmbeddingActivities>(light(call.queues.control));
  const { followPage } = proxyActivities<EmbeddingActivities>(page(call.queues.work, call.teamId));

  await runJob(call, {
    stage: 'embedding',
    unit: 'volumes',
    resumed: from !== undefined,
    body: async () => {
      const send = sending(call, from?.refusals);
      let { after, offset, embedded, reused, skipped } = from ?? { after: null, offset: 0, embedded: 0, reused: 0, skipped: 0 };
      do {
        const listing = await listSnapshotVolumes(job, { snapshotId, after, limit: LISTING });
        const listed = offset;
        await inFlight(pagesOf(listing.volumeIds, PAGE_VOLUMES), PAGES_IN_FLIGHT, async (volumeIds, index) => {
          const position = { stage: 'embedding', unit: 'volumes', offset: listed + index * PAGE_VOLUMES, total: Math.max(listing.total, listed + listing.volumeIds.length) };
          const done = await send.page({ recipeId, volumeIds, position });
          embedded += done.embedded.length;
          reused += done.reused.length;
          skipped += done.skipped.length;
          const present = [...done.embedded, ...done.reused];
          if (present.length > 0) await followPage(job, present, recipeId);
        });
        offset += listing.volumeIds.length;
        after = listing.next;
        if (after !== null && workflowInfo().continueAsNewSuggested) await continueAsNew<typeof embedDataset>(call, { after, offset, embedded, reused, skipped, refusals: send.refusals });
      } while (after !== null);
      return { snapshotId, recipeId, embedded, reused, skipped };
    },
  });
}

interface PageSending {
  page(request: PageRequest): Promise<EmbeddedPage>;
  readonly refusals: readonly Refusal[];
}

type PageRequest = Omit<Parameters<EmbeddingActivities['embedPage']>[1], 'provider'>;

function sending(call: WorkflowCall<'EMBED_DATASET'>, refusals: readonly Refusal[] = []): PageSending {
  const job = referenceOf(call);
  // Jobs that older workers began know one queue, on which every worker that embeds listens.
  if (!patched('embeds-by-capability')) {
    const { embedPage } = proxyActivities<EmbeddingActivities>(page(call.queues.embed, call.teamId));
    return { refusals, page: (request) => embedPage(job, request) };
  }
  const queues = embeddingQueues(call, { base: call.queues.embed, providers: call.input.providers ?? null, patienceSeconds: PATIENCE_SECONDS, refusals });
  return {
    refusals: queues.refusals,
    page: (request) => queues.send(({ queue, provider }) => proxyActivities<EmbeddingActivities>(refusablePage(queue, call.teamId)).embedPage(job, { ...request, provider })),
  };
}
