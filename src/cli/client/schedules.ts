import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { CellMeasure } from '../../domain/schedules/run-outcome.js';
import type { OverlapPolicy, ScheduledRunState, Watched } from '../../services/ports/schedule-records.js';
import type { GraphQLClient } from './graphql-client.js';
import { all } from './operations.js';
import type { Connection, runBenchmark } from './operations.js';

export interface ScheduleAnswer {
  readonly id: string;
  readonly name: string;
  readonly paused: boolean;
  readonly cron: { readonly expression: string; readonly timeZone: string } | null;
  readonly onChange: { readonly of: readonly Watched[]; readonly settleSeconds: number } | null;
  /** Null while the workflow engine is away. */
  readonly nextRuns: readonly string[] | null;
  readonly lastRuns: {
    readonly nodes: readonly {
      readonly state: ScheduledRunState;
      readonly alert: boolean;
      readonly createdAt: string;
      readonly error: { readonly code: string; readonly message: string } | null;
      readonly outcome: readonly { readonly cell: string; readonly measure: CellMeasure; readonly taxonomy: string | null; readonly difference: number | null; readonly fell: boolean }[] | null;
    }[];
  };
}

export type ScheduleTriggerInput = { readonly cron: { readonly expression: string; readonly timeZone: string } } | { readonly onChange: { readonly of: readonly string[]; readonly settleSeconds: number } };

export type CreateScheduleInput = Parameters<typeof runBenchmark>[1] & {
  readonly name: string;
  readonly note: string | null;
  readonly trigger: ScheduleTriggerInput;
  readonly overlap: OverlapPolicy;
  readonly paused: boolean;
};

const SCHEDULES = /* GraphQL */ `
  query Schedules($after: String) {
    benchmarkSchedules(first: 20, after: $after) {
      nodes {
        id name paused
        cron { expression timeZone }
        onChange { of settleSeconds }
        nextRuns
        lastRuns(first: 1) { nodes { state alert createdAt error { code message } outcome { cell measure taxonomy difference fell } } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

export function fetchSchedules(client: GraphQLClient): Promise<readonly ScheduleAnswer[]> {
  return all(async (after) => (await client.query<{ benchmarkSchedules: Connection<ScheduleAnswer> }>(SCHEDULES, { after })).benchmarkSchedules);
}

export async function createSchedule(client: GraphQLClient, input: CreateScheduleInput): Promise<string> {
  const { benchmarkSchedule } = await client.mutate<{ benchmarkSchedule: { id: string } }>(
    /* GraphQL */ `mutation CreateSchedule($input: CreateBenchmarkScheduleInput!) { createBenchmarkSchedule(input: $input) { benchmarkSchedule { id } userErrors { code message path } } }`,
    { input },
  );
  return benchmarkSchedule.id;
}

const CHANGES = {
  pause: /* GraphQL */ `mutation Pause($id: ID!) { pauseBenchmarkSchedule(id: $id) { benchmarkSchedule { id } userErrors { code message path } } }`,
  resume: /* GraphQL */ `mutation Resume($id: ID!) { resumeBenchmarkSchedule(id: $id) { benchmarkSchedule { id } userErrors { code message path } } }`,
  trigger: /* GraphQL */ `mutation Trigger($id: ID!) { triggerBenchmarkSchedule(id: $id) { benchmarkSchedule { id } userErrors { code message path } } }`,
  delete: /* GraphQL */ `mutation Delete($id: ID!) { deleteBenchmarkSchedule(id: $id) { deletedId userErrors { code message path } } }`,
} as const;

export type ScheduleCommand = keyof typeof CHANGES;

/** By its name or its id. Throws NOT_FOUND. */
export async function changeSchedule(client: GraphQLClient, command: ScheduleCommand, wanted: string): Promise<void> {
  const NAMES = /* GraphQL */ `query ScheduleNames($after: String) { benchmarkSchedules(first: 100, after: $after) { nodes { id name } pageInfo { hasNextPage endCursor } } }`;
  const schedules = await all(async (after) => (await client.query<{ benchmarkSchedules: Connection<{ readonly id: string; readonly name: string }> }>(NAMES, { after })).benchmarkSchedules);
  const schedule = schedules.find(({ id, name }) => name === wanted || id === wanted);
  if (schedule === undefined) throw new VoxseekError('NOT_FOUND', `There is no schedule "${wanted}". "voxseek bench schedule list" names all.`, { path: 'schedule' });
  await client.mutate(CHANGES[command], { id: schedule.id });
}
