import { Arg, Args, Authorized, Ctx, FieldResolver, GraphQLISODateTime, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { BenchmarkScheduleRecord, ScheduledRunRecord } from '../../services/ports/schedule-records.js';
import { checkDocument } from '../../services/benchmarks/document/parse-document.js';
import type { ScheduleChange } from '../../services/schedules/schedule-service.js';
import { requireViewer } from '../auth.js';
import { documentOf } from '../benchmark-run/document-of.js';
import type { ApiContext } from '../context.js';
import { payloadOf } from '../errors/payload.js';
import { found, parseId } from '../found.js';
import type { ConnectionValue } from '../pagination.js';
import { PageArgs, pageComplexity, toPageRequest, toRecordConnection } from '../pagination.js';
import { CreateBenchmarkScheduleInput, UpdateBenchmarkScheduleInput } from './benchmark-schedule.input.js';
import { BenchmarkScheduleConnectionType, BenchmarkScheduleType, ChangeTriggerType, CronTriggerType } from './benchmark-schedule.type.js';
import { ScheduledRunConnectionType } from './scheduled-run.type.js';
import { triggerOf } from './trigger-of.js';

const schedule = (description: string) => ({ benchmarkSchedule: { type: () => BenchmarkScheduleType, description } });
const CreatePayload = payloadOf('createBenchmarkSchedule', schedule('The new schedule.'));
const UpdatePayload = payloadOf('updateBenchmarkSchedule', schedule('The schedule as it is now.'));
const PausePayload = payloadOf('pauseBenchmarkSchedule', schedule('The schedule, paused.'));
const ResumePayload = payloadOf('resumeBenchmarkSchedule', schedule('The schedule, at work.'));
const TriggerPayload = payloadOf('triggerBenchmarkSchedule', schedule('The schedule that was triggered; its run appears within seconds.'));
const DeletePayload = payloadOf('deleteBenchmarkSchedule', { deletedId: { type: () => ID, description: 'The id that is free now.' } });

type Payload = Promise<{ readonly benchmarkSchedule: BenchmarkScheduleRecord }>;

/** The engine is asked about each schedule by itself. */
const NEXT_RUNS_COST = 10;

@Resolver(() => BenchmarkScheduleType)
export class BenchmarkScheduleResolver {
  @Authorized('READ')
  @Query(() => BenchmarkScheduleType, { nullable: true, description: 'One schedule. Fails with NOT_FOUND.' })
  benchmarkSchedule(@Arg('id', () => ID, { description: 'Its id.' }) id: string, @Ctx() context: ApiContext): Promise<BenchmarkScheduleRecord> {
    return found(context.loaders.schedules.load(parseId('BenchmarkSchedule', id)), 'BenchmarkSchedule', id);
  }

  @Authorized('READ')
  @Query(() => BenchmarkScheduleConnectionType, { description: 'All schedules of the team.', complexity: pageComplexity })
  async benchmarkSchedules(@Args(() => PageArgs) page: PageArgs, @Ctx() context: ApiContext): Promise<ConnectionValue<BenchmarkScheduleRecord>> {
    return toRecordConnection(await context.team.schedules.list(toPageRequest('BenchmarkSchedule', page)));
  }

  @Authorized('WRITE')
  @Mutation(() => CreatePayload, { description: 'Has a benchmark run again and again. Refused with CONFLICT for a name that is taken, with NOT_FOUND for a data set that is not there, with LIMIT_EXCEEDED beyond 100 schedules.' })
  async createBenchmarkSchedule(@Arg('input', () => CreateBenchmarkScheduleInput, { description: 'The schedule.' }) input: CreateBenchmarkScheduleInput, @Ctx() context: ApiContext): Payload {
    const { team, services, viewer } = context;
    const { name, note, overlap, paused } = input;
    const request = { name, note: noteOf(note), overlap, paused, document: documentOf(input), trigger: triggerOf(input.trigger), createdBy: requireViewer(viewer).name };
    return { benchmarkSchedule: await services.schedules.create(team, request) };
  }

  @Authorized('WRITE')
  @Mutation(() => UpdatePayload, { description: 'Changes name, note, trigger or overlap policy. A run that is under way goes on.' })
  updateBenchmarkSchedule(
    @Arg('id', () => ID, { description: 'The schedule.' }) id: string,
    @Arg('input', () => UpdateBenchmarkScheduleInput, { description: 'What is to be changed.' }) { name, note, trigger, overlap }: UpdateBenchmarkScheduleInput,
    @Ctx() context: ApiContext,
  ): Payload {
    return change(context, id, {
      ...(name == null ? {} : { name }),
      ...(note == null ? {} : { note: noteOf(note) }),
      ...(trigger == null ? {} : { trigger: triggerOf(trigger) }),
      ...(overlap == null ? {} : { overlap }),
    });
  }

  @Authorized('WRITE')
  @Mutation(() => PausePayload, { description: 'Has it wait until it is resumed; a run that is under way goes on.' })
  pauseBenchmarkSchedule(@Arg('id', () => ID, { description: 'The schedule.' }) id: string, @Ctx() context: ApiContext): Payload {
    return change(context, id, { paused: true });
  }

  @Authorized('WRITE')
  @Mutation(() => ResumePayload, { description: 'Has it run again; times that it missed are not made up.' })
  resumeBenchmarkSchedule(@Arg('id', () => ID, { description: 'The schedule.' }) id: string, @Ctx() context: ApiContext): Payload {
    return change(context, id, { paused: false });
  }

  @Authorized('WRITE')
  @Mutation(() => TriggerPayload, { description: 'Has it run now, paused or not, under its overlap policy; twice within a second is once. Fails with DEPENDENCY_UNAVAILABLE while the workflow engine is away.' })
  async triggerBenchmarkSchedule(@Arg('id', () => ID, { description: 'The schedule.' }) id: string, @Ctx() { team, services }: ApiContext): Payload {
    return { benchmarkSchedule: await services.schedules.trigger(team, parseId('BenchmarkSchedule', id)) };
  }

  @Authorized('WRITE')
  @Mutation(() => DeletePayload, { description: 'Deletes it with the list of its runs; the benchmark runs stay, and one that is under way goes on.' })
  async deleteBenchmarkSchedule(@Arg('id', () => ID, { description: 'The schedule.' }) id: string, @Ctx() { team, services }: ApiContext): Promise<{ deletedId: string }> {
    await services.schedules.delete(team, parseId('BenchmarkSchedule', id));
    return { deletedId: id };
  }

  @FieldResolver(() => String, { description: 'Its benchmark: the document in JSON with every default filled in.' })
  document(@Root() { document }: BenchmarkScheduleRecord): string {
    return JSON.stringify(document);
  }

  @FieldResolver(() => [String], { description: 'The data sets that its document names.' })
  datasets(@Root() { document }: BenchmarkScheduleRecord): readonly string[] {
    const { gallery, queries } = checkDocument(document);
    return [...new Set([gallery.dataset, ...(queries === undefined ? [] : [queries.dataset])])];
  }

  @FieldResolver(() => CronTriggerType, { nullable: true, description: 'By the clock; null for a schedule that waits for a change.' })
  cron(@Root() { trigger }: BenchmarkScheduleRecord): CronTriggerType | null {
    return trigger.kind === 'CRON' ? { expression: trigger.cron, timeZone: trigger.timeZone } : null;
  }

  @FieldResolver(() => ChangeTriggerType, { nullable: true, description: 'On change; null for a schedule that goes by the clock.' })
  onChange(@Root() { trigger }: BenchmarkScheduleRecord): ChangeTriggerType | null {
    return trigger.kind === 'ON_CHANGE' ? trigger : null;
  }

  @FieldResolver(() => [GraphQLISODateTime], {
    nullable: true,
    description: 'When it runs next, up to ten times; empty for one that is paused or waits for a change. Fails with DEPENDENCY_UNAVAILABLE while the workflow engine is away.',
    complexity: NEXT_RUNS_COST,
  })
  nextRuns(@Root() schedule: BenchmarkScheduleRecord, @Ctx() { team, services }: ApiContext): Promise<readonly Date[]> {
    return services.schedules.nextRuns(team, schedule);
  }

  @FieldResolver(() => ScheduledRunConnectionType, { description: 'Its runs, newest first, those that were refused among them.', complexity: pageComplexity })
  async lastRuns(@Root() { id }: BenchmarkScheduleRecord, @Args(() => PageArgs) page: PageArgs, @Ctx() context: ApiContext): Promise<ConnectionValue<ScheduledRunRecord>> {
    return toRecordConnection(await context.loaders.runsOfSchedules(id, toPageRequest('ScheduledRun', page)));
  }
}

const noteOf = (note: string | null | undefined): string | null => (note == null || note.trim() === '' ? null : note);

async function change({ team, services }: ApiContext, id: string, fields: ScheduleChange): Payload {
  return { benchmarkSchedule: await services.schedules.update(team, parseId('BenchmarkSchedule', id), fields) };
}
