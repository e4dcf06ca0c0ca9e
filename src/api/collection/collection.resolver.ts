import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { z } from 'zod';
import { OBJECT_KINDS } from '../../services/collection/collection-service.js';
import type { JobRecord } from '../../services/ports/records.js';
import type { ApiContext } from '../context.js';
import { payloadOf } from '../errors/payload.js';
import { JobType } from '../job/job.type.js';
import { CollectOrphansInput } from './collection.input.js';
import { CollectionCountsType } from './collection.type.js';

const CollectOrphansPayload = payloadOf('collectOrphans', { job: { type: () => JobType, description: 'The job that looks; its `collected` says what it found.' } });

const counts = z.object({
  objects: z.int(),
  bytes: z.int(),
  orphans: z.array(z.object({ kind: z.enum(OBJECT_KINDS), objects: z.int(), bytes: z.int() })),
  unknown: z.int(),
});
const request = z.object({ dryRun: z.boolean() });

@Resolver(() => JobType)
export class CollectionResolver {
  @Authorized('ADMIN')
  @Mutation(() => CollectOrphansPayload, { description: 'Looks for stored objects of the team that nothing in the catalogue keeps, as killed work leaves them, and deletes them if asked to. What is in use is never touched, also while work goes on.' })
  async collectOrphans(
    @Arg('input', () => CollectOrphansInput, { description: 'What to look for.' }) { dryRun, olderThanHours }: CollectOrphansInput,
    @Ctx() { services, team }: ApiContext,
  ): Promise<{ job: JobRecord }> {
    // Each look is one of its own: what there is to find changes all the time.
    return { job: await services.jobs.request(team, { kind: 'COLLECT_ORPHANS', dryRun, olderThanHours, nonce: new Date().toISOString() }) };
  }

  @FieldResolver(() => CollectionCountsType, { nullable: true, description: 'COLLECT_ORPHANS that succeeded: what it found. Null otherwise.' })
  collected(@Root() job: JobRecord): CollectionCountsType | null {
    if (job.kind !== 'COLLECT_ORPHANS' || job.state !== 'SUCCEEDED') return null;
    const [found, asked] = [counts.safeParse(job.result), request.safeParse(job.input)];
    return found.success && asked.success ? { ...found.data, dryRun: asked.data.dryRun } : null;
  }
}
