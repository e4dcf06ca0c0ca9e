import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createScheduleActivities } from '../../../src/activities/schedule-activities.js';
import { createTemporalScheduleEngine } from '../../../src/adapters/temporal/schedule-engine.js';
import { createTemporalEngine } from '../../../src/adapters/temporal/workflow-engine.js';
import { VoxseekError } from '../../../src/domain/errors/voxseek-error.js';
import type { BenchmarkScheduleId, JobId } from '../../../src/domain/ids.js';
import { parseDocument } from '../../../src/services/benchmarks/document/parse-document.js';
import { packLines } from '../../../src/services/evaluation/ranked-list.js';
import { contentId } from '../../../src/services/jobs/content-id.js';
import { createJobService } from '../../../src/services/jobs/job-service.js';
import { taskQueues } from '../../../src/services/jobs/workflow-call.js';
import { objectKeys } from '../../../src/services/object-keys.js';
import type { TeamCatalogue } from '../../../src/services/ports/catalogue.js';
import type { RunMetrics } from '../../../src/services/ports/run-records.js';
import type { BenchmarkScheduleRecord, OverlapPolicy, ScheduledRunRecord } from '../../../src/services/ports/schedule-records.js';
import { createScheduleService } from '../../../src/services/schedules/create-schedule-service.js';
import { createScheduleKeeper } from '../../../src/services/schedules/schedule-keeper.js';
import type { TriggerRequest } from '../../../src/services/schedules/schedule-service.js';
import { createScheduledRuns } from '../../../src/services/schedules/scheduled-runs.js';
import { createTestDatabase } from '../../testkit/database.js';
import type { TestDatabase } from '../../testkit/database.js';
import { createMemoryObjects } from '../../testkit/memory-objects.js';
import { createRecordingScheduleEngine } from '../../testkit/recording-schedule-engine.js';
import { record, seedTeam } from '../../testkit/seed.js';
import type { Seed } from '../../testkit/seed.js';
import { recordHistory } from '../../testkit/worker-histories.js';
import { bundleWorkflows, silentLog, startWorker } from '../../testkit/worker.js';
import type { RunningWorker } from '../../testkit/worker.js';

const stack = inject('stack');
const queues = taskQueues(`test-${randomUUID()}`);
const address = { address: stack.temporalAddress, namespace: 'default', queues };
const objects = createMemoryObjects();
const engine = createTemporalScheduleEngine(address);
const workflows = createTemporalEngine(address);
const service = createScheduleService({ engine, log: silentLog });
const document = parseDocument(JSON.stringify({ version: 1, name: 'nightly', gallery: { dataset: 'archive' }, encoders: [{ model: 'pixels-32' }], modes: ['VOLUME'] }));
const CRON: TriggerRequest = { kind: 'CRON', cron: '15 3 1 * *', timeZone: 'Europe/Berlin' };

let database: TestDatabase;
let seed: Seed;
let team: TeamCatalogue;
let worker: RunningWorker;
let client: Client;
let connection: Connection;

/** What the next benchmark measures; its job waits for the test to end it. */
let recall = 1;
let refusal: VoxseekError | null = null;
const cancelled: JobId[] = [];

beforeAll(async () => {
  database = await createTestDatabase(stack.postgresAdminUrl);
  const { catalogue } = database;
  seed = await seedTeam(catalogue);
  ({ team } = seed);
  await seed.dataset([], { name: 'archive' });
  connection = await Connection.connect({ address: stack.temporalAddress });
  client = new Client({ connection });
  const scheduled = createScheduledRuns({
    objects,
    jobs: { ...createJobService({ catalogue, engine: workflows, log: silentLog }), cancel: async (of, id) => (cancelled.push(id), await end(id, 'CANCELLED'), (await of.jobs.get(id))!) },
    benchmarks: { runDocument: (of, { name }) => (refusal === null ? startFake(of, name) : Promise.reject(refusal)) },
  });
  const activities = createScheduleActivities({ catalogue, log: silentLog, board: undefined as never, scheduled });
  worker = await startWorker({ address: stack.temporalAddress, queues, activities, roles: ['control', 'work'], workflows: { bundlePath: await bundleWorkflows(join(stack.home, 'bundles')) } });
});
afterAll(async () => {
  await worker.stop();
  for (const reference of await engine.list()) await engine.remove(reference);
  await engine.close();
  await workflows.close();
  await connection.close();
  await database.drop();
});

/** A benchmark of one cell, fourteen patients; the same name and recall is the same job. */
async function startFake(of: TeamCatalogue, name: string) {
  const key = `${name}-${recall}`.replace('.', '-');
  const snapshotId = await seed.snapshotOf((await of.datasets.findByName('archive'))!.id);
  const benchmark = record.benchmark(snapshotId, { id: `ben_${key}` as never });
  const metrics = { taxonomies: [{ taxonomy: 'COARSE_29', recallMean: recall }] } as unknown as RunMetrics;
  const run = record.run(snapshotId, { id: `run_${key}` as never, control: null, state: 'SUCCEEDED', metrics });
  const known = await of.benchmarks.getRun(`brun_${key}` as never);
  const benchmarkRun = known ?? record.benchmarkRun(benchmark.id, { id: `brun_${key}` as never, jobId: `job_${key}` as never, runIds: [run.id] });
  if (known === null) {
    await of.benchmarks.put({ ...benchmark, definition: { ...benchmark.definition, cells: [{ name: 'PIXELS VOLUME', indexId: null, control: null, config: run.config }] } });
    await of.runs.insert(run);
    await of.benchmarks.insertRun(benchmarkRun);
    const counts = Array.from({ length: 14 }, (_, at) => ({ region: 'liver', queryVolumeId: `vol_${at}`, patientId: `pat_${at}`, judged: 1, hits: at < 14 * recall ? 1 : 0, chance: 0.5, unjudged: 0 }));
    await objects.put(objectKeys.trials(of.teamId, run.id), packLines([{ taxonomy: 'COARSE_29', counts }]));
  }
  const { job } = await of.jobs.request({ id: benchmarkRun.jobId, kind: 'RUN_BENCHMARK', input: {} });
  return { benchmarkRun, runs: [run], job };
}

async function end(id: JobId, state: 'SUCCEEDED' | 'FAILED' | 'CANCELLED'): Promise<void> {
  const job = (await team.jobs.get(id))!;
  const error = { code: 'EMPTY_GALLERY', message: 'Nothing is left.', path: null, correlationId: null } as const;
  await team.jobs.finish(id, job.attempt, state === 'FAILED' ? { state, error, skipped: [] } : state === 'SUCCEEDED' ? { state, result: {}, skipped: [] } : { state, skipped: [] });
}

async function until<Value>(look: () => Promise<Value | false | null | undefined>): Promise<Value> {
  for (const last = Date.now() + 20_000; Date.now() < last; await sleep(50)) {
    const value = await look();
    if (value !== false && value !== null && value !== undefined) return value;
  }
  throw new Error(`Not so within 20 s: ${look.toString()}`);
}

const create = (name: string, change: { readonly trigger?: TriggerRequest; readonly overlap?: OverlapPolicy; readonly paused?: boolean } = {}) =>
  service.create(team, { name, note: null, document: { ...document, name }, trigger: CRON, overlap: 'SKIP', paused: false, createdBy: 'test', ...change });
const runsOf = async (id: BenchmarkScheduleId): Promise<readonly ScheduledRunRecord[]> => (await team.schedules.runPagesOf([id], { first: 100 })).get(id)?.items ?? [];
/** At rest for the engine too, which hears of the end of a run a moment after its row: what is due before is left out by SKIP. */
const settled = async (id: BenchmarkScheduleId, count: number): Promise<ScheduledRunRecord> => {
  const run = await rowsSettled(id, count);
  await until(async () => (await handle(id).describe()).info.runningActions.length === 0);
  return run;
};
const rowsSettled = (id: BenchmarkScheduleId, count: number) => until(async () => { const runs = await runsOf(id); return runs.length === count && runs.every(({ state }) => state !== 'RUNNING') && runs[0]; });
const underWay = (id: BenchmarkScheduleId, count: number) => until(async () => { const runs = await runsOf(id); return runs.length === count && runs[0]?.benchmarkRunId != null && runs[0]; });
const jobOf = async ({ benchmarkRunId }: ScheduledRunRecord): Promise<JobId> => (await team.benchmarks.getRun(benchmarkRunId!))!.jobId;

/** The engine names fires by the second: two within one are the same. */
const FIRES_APART_MS = 1_100;
const triggeredAt = new Map<string, number>();

async function trigger(id: BenchmarkScheduleId): Promise<void> {
  await sleep(Math.max(0, FIRES_APART_MS - (Date.now() - (triggeredAt.get(id) ?? 0))));
  triggeredAt.set(id, Date.now());
  await service.trigger(team, id);
}

/** Runs the schedule once to its end. */
async function runOnce(id: BenchmarkScheduleId, count: number, state: 'SUCCEEDED' | 'FAILED' = 'SUCCEEDED'): Promise<ScheduledRunRecord> {
  await trigger(id);
  await end(await jobOf(await underWay(id, count)), state);
  return settled(id, count);
}

/** By the id under which the engine has it. */
const handle = (scheduleId: BenchmarkScheduleId) => client.schedule.getHandle(`${queues.control}/benchmarkSchedule/${team.teamId}/${scheduleId}`);
const lastFire = async (id: BenchmarkScheduleId): Promise<string> => (await handle(id).describe()).info.recentActions.at(-1)!.action.workflow.workflowId;

describe('a scheduled benchmark', () => {
  it('compares each run with the last finished one, alerts to a fall, and measures nothing where nothing changed', async () => {
    recall = 1;
    const { id } = await create('compared');
    expect(await runOnce(id, 1)).toMatchObject({ state: 'FINISHED', alert: false, outcome: null, previousRunId: null });
    await recordHistory(stack.temporalAddress, 'run-scheduled-benchmark', await lastFire(id));

    await trigger(id);
    const unchanged = await settled(id, 2);
    expect(unchanged).toMatchObject({ state: 'UNCHANGED', alert: false, benchmarkRunId: 'brun_compared-1', outcome: null });

    recall = 0.5;
    const failed = await runOnce(id, 3, 'FAILED');
    expect(failed).toMatchObject({ state: 'FAILED', error: { code: 'EMPTY_GALLERY' }, outcome: null });
    const fallen = await runOnce(id, 4);
    const first = (await runsOf(id)).at(-1)!;
    expect(unchanged.previousRunId).toBe(first.id);
    // Seven of fourteen patients changed, all for the worse: 2 · 2⁻⁷ by every swap.
    expect(fallen).toMatchObject({
      ...{ state: 'FINISHED', alert: true, previousRunId: first.id },
      outcome: [{ cell: 'PIXELS VOLUME', measure: 'RECALL', taxonomy: 'COARSE_29', basis: 'SAME_QUERIES', value: 0.5, previousValue: 1, difference: -0.5, patients: 14, patientsLeftOut: 0, fell: true }],
    });
    expect(fallen.outcome![0]!.pHolm).toBeCloseTo(2 / 2 ** 7, 2);

    recall = 1;
    await trigger(id);
    expect(await settled(id, 5)).toMatchObject({ state: 'FINISHED', alert: false, outcome: [{ difference: 0.5, fell: false }] });
  });

  it('that is refused is listed with its reason, and the next one runs', async () => {
    const { id } = await create('refused');
    refusal = new VoxseekError('EMPTY_GALLERY', 'gallery: no labelled volume is in this data set.', { path: 'gallery' });
    await trigger(id);
    expect(await settled(id, 1)).toMatchObject({ state: 'REFUSED', benchmarkRunId: null, error: { code: 'EMPTY_GALLERY', path: 'gallery' } });
    refusal = null;
    expect(await runOnce(id, 2)).toMatchObject({ state: 'FINISHED' });
  });

  it('leaves a run out, or cancels the one that is going on, as its overlap policy says', async () => {
    const skips = await create('skips');
    await trigger(skips.id);
    const going = await underWay(skips.id, 1);
    await trigger(skips.id);
    await until(async () => (await handle(skips.id).describe()).info.numActionsSkippedOverlap > 0);
    await end(await jobOf(going), 'SUCCEEDED');
    await settled(skips.id, 1);

    const cancels = await create('cancels', { overlap: 'CANCEL_OTHER' });
    await trigger(cancels.id);
    const first = await underWay(cancels.id, 1);
    const fire = await lastFire(cancels.id);
    recall = 0.5;
    await trigger(cancels.id);
    const second = await underWay(cancels.id, 2);
    expect(cancelled).toContain(await jobOf(first));
    expect(await team.schedules.getRun(first.id)).toMatchObject({ state: 'CANCELLED' });
    await recordHistory(stack.temporalAddress, 'run-scheduled-benchmark-cancelled', fire);
    await end(await jobOf(second), 'SUCCEEDED');
    expect(await settled(cancels.id, 2)).toMatchObject({ state: 'FINISHED', previousRunId: null });
    recall = 1;
  });

  it('is deleted with its runs and not with what they measured; a fire that comes too late does nothing', async () => {
    const { id } = await create('deleted');
    const { benchmarkRunId } = await runOnce(id, 1);
    const late = { teamId: team.teamId, scheduleId: id };
    await service.delete(team, id);
    await expect(handle(id).describe()).rejects.toThrow();
    expect(await runsOf(id)).toEqual([]);
    expect(await team.benchmarks.getRun(benchmarkRunId!)).not.toBeNull();
    await client.workflow.execute('runScheduledBenchmark', { workflowId: `late-${randomUUID()}`, taskQueue: queues.control, args: [{ ...late, queues }] });
    expect(await runsOf(id)).toEqual([]);
    await expect(service.delete(team, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('the engine', () => {
  const keeper = () => createScheduleKeeper({ catalogue: database.catalogue, engine, log: silentLog });
  const inEngine = async (id: BenchmarkScheduleId) => (await handle(id).describe()).state;

  it('fires when the expression says, as its own reading of cron has it', async () => {
    const expressions = ['15 3 1 * *', '*/10 8-18/5 * * mon-fri', '0 0 29 2 *', '5,35 23 1-7 jan,jul *', '0 12 * * 7'];
    for (const cron of expressions) {
      const { id } = await create(`cron ${cron}`, { trigger: { kind: 'CRON', cron, timeZone: 'America/New_York' } });
      const schedule = (await team.schedules.get(id))!;
      const scheduleId = `judge-${randomUUID()}`;
      const judge = await client.schedule.create({ scheduleId, spec: { cronExpressions: [cron], timezone: 'America/New_York' }, action: { type: 'startWorkflow', workflowType: 'none', taskQueue: scheduleId } });
      const theirs = (await judge.describe()).info.nextActionTimes;
      await judge.delete();
      expect(await service.nextRuns(team, schedule), cron).toEqual(theirs);
      expect(theirs).toHaveLength(10);
      await service.delete(team, id);
    }
    // Here it differs on purpose: either day will do, where the engine would ask for both.
    const { id } = await create('either day', { trigger: { kind: 'CRON', cron: '0 0 13 * fri', timeZone: 'UTC' } });
    const next = await service.nextRuns(team, (await team.schedules.get(id))!);
    for (const time of next) expect(time.getUTCDate() === 13 || time.getUTCDay() === 5).toBe(true);
    expect(next.filter((time) => time.getUTCDate() !== 13).length).toBeGreaterThan(5);
    await service.delete(team, id);
  });

  it('is paused and resumed with the row, and says of neither when it runs next', async () => {
    const { id } = await create('paused', { paused: true });
    expect(await inEngine(id)).toMatchObject({ paused: true });
    expect(await service.nextRuns(team, (await team.schedules.get(id))!)).toEqual([]);
    const resumed = await service.update(team, id, { paused: false });
    expect(await inEngine(id)).toMatchObject({ paused: false });
    expect(await service.nextRuns(team, resumed)).toHaveLength(10);
    await service.delete(team, id);
  });

  it('is made to agree with the rows after it lost a schedule, was meddled with, or was away', async () => {
    const [lost, meddled] = [await create('lost'), await create('meddled')];
    await handle(lost.id).delete();
    await handle(meddled.id).pause('by hand');
    const away = createRecordingScheduleEngine();
    away.away = true;
    const offline = createScheduleService({ engine: away, log: silentLog });
    const request = { note: null, document, trigger: CRON, overlap: 'SKIP', paused: false, createdBy: 'test' } as const;
    const made = await offline.create(team, { ...request, name: 'made meanwhile' });
    const gone = await create('gone meanwhile');
    await offline.delete(team, gone.id);
    await expect(offline.trigger(team, made.id)).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
    await expect(offline.nextRuns(team, made)).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });

    const agrees = async (): Promise<boolean> => {
      await keeper().keep();
      const known = new Map((await engine.list()).map((one) => [one.scheduleId, one]));
      return known.has(lost.id) && known.has(made.id) && known.get(meddled.id)?.paused === false && !known.has(gone.id);
    };
    await until(agrees);
    expect(await inEngine(lost.id)).toMatchObject({ paused: false });
    expect(await service.nextRuns(team, made)).toHaveLength(10);
    // One that was lost a moment ago can be triggered at once.
    await handle(lost.id).delete();
    expect(await runOnce(lost.id, 1)).toMatchObject({ state: 'FINISHED' });
  }, 60_000);

  it('sees a run to the end of its job that it lost in between, and leaves one alone that it has, however many processes look', async () => {
    const { id } = await create('survives');
    await runOnce(id, 1);
    const keep = () => Promise.all([keeper().keep(), keeper().keep()]);
    const runIdOf = async (fire: string) => (await client.workflow.getHandle(fire).describe()).runId;
    recall = 0.5;
    await trigger(id);
    const slow = await underWay(id, 2);
    const fire = await lastFire(id);
    const before = await runIdOf(fire);
    await keep();
    expect(await runIdOf(fire)).toBe(before);

    await client.workflow.getHandle(fire).terminate();
    recall = 1;
    await keep();
    expect(await runIdOf(fire)).not.toBe(before);
    expect(await team.schedules.getRun(slow.id)).toMatchObject({ state: 'RUNNING', benchmarkRunId: slow.benchmarkRunId });
    await end(await jobOf(slow), 'SUCCEEDED');
    expect(await rowsSettled(id, 2)).toMatchObject({ id: slow.id, state: 'FINISHED', alert: true, benchmarkRunId: 'brun_survives-0-5' });
    await until(async () => (await client.workflow.getHandle(fire).describe()).status.name === 'COMPLETED');
    const after = await runIdOf(fire);
    await keep();
    expect(await runIdOf(fire)).toBe(after);

    // As after a loss of all its data: it never heard of the fire, nor of the job.
    recall = 0.75;
    const { benchmarkRun, job } = await startFake(team, 'survives');
    await team.jobs.markStarted(job.id, job.attempt);
    const unheard = `${team.teamId}/${id}-unheard-of`;
    const lost = record.scheduledRun(id, { id: contentId('ScheduledRun', [team.teamId, id, unheard]), fire: unheard, benchmarkRunId: benchmarkRun.id });
    await team.schedules.openRun(lost);
    await keep();
    expect(await rowsSettled(id, 3)).toMatchObject({ id: lost.id, state: 'FAILED', outcome: null, error: { code: 'JOB_LOST' } });
    expect(await team.jobs.get(job.id)).toMatchObject({ state: 'FAILED', error: { code: 'JOB_LOST' } });
    recall = 1;
    await service.delete(team, id);
  }, 60_000);

  it('is asked for one run when a data set has changed and rests, however many processes watch it', async () => {
    const { id } = await create('watched', { trigger: { kind: 'ON_CHANGE', of: ['DATASETS'], settleSeconds: 10 } });
    let now = Date.now();
    const watchers = [0, 1].map(() => createScheduleKeeper({ catalogue: database.catalogue, engine, log: silentLog, now: () => now }));
    const look = async (seconds: number): Promise<void> => {
      now += seconds * 1_000;
      await Promise.all(watchers.map((watcher) => watcher.keep()));
    };
    await look(0);
    await look(11);
    await end(await jobOf(await underWay(id, 1)), 'SUCCEEDED');
    await settled(id, 1);
    await look(600);
    expect(await runsOf(id)).toHaveLength(1);

    const archive = (await team.datasets.findByName('archive'))!;
    for (let volume = 0; volume < 3; volume += 1) {
      await team.datasets.putMember(archive.id, record.member((await seed.volume()).id));
      await look(8);
    }
    const [member] = await team.datasets.members(archive.id);
    await team.datasets.putMember(archive.id, { ...member!, labels: { tumour: 'yes' } });
    await look(8);
    expect(await runsOf(id)).toHaveLength(1);
    recall = 0.75;
    await sleep(FIRES_APART_MS);
    await look(11);
    await end(await jobOf(await underWay(id, 2)), 'SUCCEEDED');
    await settled(id, 2);
    await look(600);
    await look(600);
    expect(await runsOf(id)).toHaveLength(2);

    await service.update(team, id, { paused: true });
    await team.datasets.removeMember(archive.id, member!.volumeId);
    await look(600);
    await look(600);
    expect(await runsOf(id)).toHaveLength(2);
    recall = 1;
  }, 60_000);
});

describe('what is stored of schedules', () => {
  it('is refused where it cannot be: a name twice, too many, fields out of range', async () => {
    const taken = await create('taken');
    await expect(create('taken')).rejects.toMatchObject({ code: 'CONFLICT', path: 'name' });
    const other = await create('other');
    await expect(service.update(team, other.id, { name: 'taken' })).rejects.toMatchObject({ code: 'CONFLICT', path: 'name' });
    await expect(team.schedules.insert(record.schedule(), 1)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    await expect(create('bad', { trigger: { ...CRON, cron: '0 25 * * *' } as TriggerRequest })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'input.trigger.cron.expression' });
    await expect(create('bad', { trigger: { ...CRON, timeZone: 'Mars' } as TriggerRequest })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'input.trigger.cron.timeZone' });
    await expect(create('bad', { trigger: { kind: 'ON_CHANGE', of: [], settleSeconds: 10 } })).rejects.toMatchObject({ path: 'input.trigger.onChange.of' });
    await expect(create('bad', { trigger: { kind: 'ON_CHANGE', of: ['MODELS'], settleSeconds: 9 } })).rejects.toMatchObject({ path: 'input.trigger.onChange.settleSeconds' });
    const nowhere = { ...document, queries: { dataset: 'nowhere' } };
    await expect(service.create(team, { name: 'bad', note: null, document: nowhere, trigger: CRON, overlap: 'SKIP', paused: false, createdBy: 'test' })).rejects.toMatchObject({ code: 'NOT_FOUND', path: 'queries.dataset' });
    for (const { id } of [taken, other]) await service.delete(team, id);
  });

  it('is read in its present form where it was stored before labels were compared', async () => {
    const { id } = await create('old');
    const rest = { cell: 'cell', taxonomy: 'COARSE_29', basis: 'SAME_QUERIES', difference: -0.5, p: 0.01, pHolm: 0.02, patients: 9, patientsLeftOut: 0, fell: true } as const;
    const run = await team.schedules.openRun(record.scheduledRun(id, { outcome: [{ ...rest, recall: 0.5, previousRecall: 1 }] as never }));
    expect(run?.outcome).toEqual([{ ...rest, measure: 'RECALL', value: 0.5, previousValue: 1 }]);
    await service.delete(team, id);
  });

  it('is seen by no other team', async () => {
    const { id } = await create('mine');
    const run = await team.schedules.openRun(record.scheduledRun(id));
    const theirs = (await seedTeam(database.catalogue)).team;
    expect([await theirs.schedules.get(id), await theirs.schedules.getRun(run!.id), await theirs.schedules.lastRun(id), await theirs.schedules.openRun(record.scheduledRun(id))]).toEqual([null, null, null, null]);
    for (const attempt of [() => service.update(theirs, id, { paused: true }), () => service.trigger(theirs, id), () => service.delete(theirs, id)]) await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await theirs.schedules.updateRun(run!.id, { state: 'CANCELLED' });
    expect(await team.schedules.getRun(run!.id)).toMatchObject({ state: 'RUNNING' });
    expect(await theirs.schedules.insert({ ...record.schedule(), name: 'mine' }, 9)).toBeUndefined();
    const stored: BenchmarkScheduleRecord | null = await team.schedules.get(id);
    expect(stored).toMatchObject({ paused: false });
    await service.delete(team, id);
  });
});
