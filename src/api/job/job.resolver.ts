import { Arg, Args, Authorized, Ctx, FieldResolver, Float, ID, Int, Mutation, Query, Resolver, Root, Subscription } from 'type-graphql';
import { z } from 'zod';
import type { RemovalReport } from '../../domain/deidentification/removal-report.js';
import { isVoxseekError } from '../../domain/errors/voxseek-error.js';
import type { JobRecord, SkippedItem } from '../../services/ports/records.js';
import { requireScope } from '../auth.js';
import type { ApiContext } from '../context.js';
import { payloadOf } from '../errors/payload.js';
import { toFailure, toGraphQLError } from '../errors/to-failure.js';
import { RemovalReportType } from '../deidentification/origin.type.js';
import { found, parseId } from '../found.js';
import { nodeKindOf } from '../node/node.type.js';
import type { ConnectionValue } from '../pagination.js';
import { MAX_PAGE, PageArgs, pageComplexity, toPageRequest, toRecordConnection } from '../pagination.js';
import { watchJob } from './job-subscription.js';
import { ImportCountsType, JobConnectionType, JobType, SkippedItemType } from './job.type.js';

const CancelJobPayload = payloadOf('cancelJob', { job: { type: () => JobType, description: 'The job, asked to stop.' } });

async function watch(context: ApiContext, id: string): Promise<AsyncIterableIterator<JobRecord>> {
  requireScope(context.viewer, 'READ');
  const jobId = parseId('Job', id, 'jobId');
  await found(context.team.jobs.get(jobId), 'Job', id, 'jobId');
  return watchJob(context.services.catalogue, context.team, jobId);
}

const importCounts = z.object({ created: z.int(), existing: z.int(), skipped: z.int(), patientsAssumed: z.boolean(), bytes: z.int().nullable().default(null) });
const withRemoval = z.object({
  removal: z.object({
    files: z.int(),
    privateElements: z.int(),
    removed: z.array(z.object({ tag: z.string(), keyword: z.string().nullable(), files: z.int() })),
  }),
});

@Resolver(() => JobType)
export class JobResolver {
  @Authorized('READ')
  @Query(() => JobType, { nullable: true, description: 'One job. Fails with NOT_FOUND.' })
  job(@Arg('id', () => ID, { description: 'Its id.' }) id: string, @Ctx() context: ApiContext): Promise<JobRecord> {
    return found(context.team.jobs.get(parseId('Job', id)), 'Job', id);
  }

  @Authorized('READ')
  @Query(() => JobConnectionType, { description: 'All jobs of the team.', complexity: pageComplexity })
  async jobs(@Args(() => PageArgs) page: PageArgs, @Ctx() context: ApiContext): Promise<ConnectionValue<JobRecord>> {
    return toRecordConnection(await context.team.jobs.list(toPageRequest('Job', page)));
  }

  @Authorized('WRITE')
  @Mutation(() => CancelJobPayload, { description: 'Asks a job to stop; finished parts are kept.' })
  async cancelJob(@Arg('id', () => ID, { description: 'The job.' }) id: string, @Ctx() context: ApiContext): Promise<{ job: JobRecord }> {
    return { job: await context.services.jobs.cancel(context.team, parseId('Job', id)) };
  }

  @Authorized('READ')
  @Subscription(() => JobType, {
    description: 'The job as it is, then after each change, at most about once a second, until it has ended.',
    subscribe: async ({ args, context }: { args: { jobId: string }; context: ApiContext }) => {
      try {
        return await watch(context, args.jobId);
      } catch (error) {
        throw isVoxseekError(error) ? toGraphQLError(toFailure(error, context)) : error;
      }
    },
  } as never)
  jobProgress(@Root() job: JobRecord, @Arg('jobId', () => ID, { description: 'The job.' }) _jobId: string): JobRecord {
    return job;
  }

  @FieldResolver(() => Float, { nullable: true, description: 'Seconds until it is done at the present rate; null while unknown.' })
  etaSeconds(@Root() job: JobRecord): number | null {
    if (job.state !== 'RUNNING' || job.total === null || job.rate === null || job.rate <= 0) return null;
    return Math.max(0, job.total - job.done) / job.rate;
  }

  @FieldResolver(() => Int, { description: 'How many items were left out.' })
  skippedCount(@Root() job: JobRecord): number {
    return job.skipped.length;
  }

  @FieldResolver(() => [SkippedItemType], { description: 'What was left out so far, each with its code; the first 100.' })
  skipped(@Root() job: JobRecord): readonly SkippedItem[] {
    return job.skipped.slice(0, MAX_PAGE);
  }

  @FieldResolver(() => ImportCountsType, { nullable: true, description: 'IMPORT_DATASET or IMPORT_DICOMWEB that succeeded: what came of its files or series. Null otherwise.' })
  imported(@Root() job: JobRecord): ImportCountsType | null {
    if ((job.kind !== 'IMPORT_DATASET' && job.kind !== 'IMPORT_DICOMWEB') || job.state !== 'SUCCEEDED') return null;
    const counts = importCounts.safeParse(job.result);
    return counts.success ? counts.data : null;
  }

  @FieldResolver(() => RemovalReportType, { nullable: true, description: 'An import that succeeded: what of DICOM headers is not kept. Null otherwise.' })
  removal(@Root() job: JobRecord): RemovalReport | null {
    if (job.state !== 'SUCCEEDED') return null;
    const result = withRemoval.safeParse(job.result);
    return result.success ? result.data.removal : null;
  }

  @FieldResolver()
  resultIds(@Root() job: JobRecord): readonly string[] {
    const result = job.result;
    if (result === null || typeof result !== 'object') return [];
    return Object.values(result).flat().filter((value): value is string => typeof value === 'string' && nodeKindOf(value) !== null);
  }
}
