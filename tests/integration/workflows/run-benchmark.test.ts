import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createActivities } from '../../../src/activities/create-activities.js';
import { VoxseekError } from '../../../src/domain/errors/voxseek-error.js';
import type { ModelId, RecipeId, RetrievalRunId, TeamId, VectorIndexId } from '../../../src/domain/ids.js';
import { asId } from '../../../src/domain/ids.js';
import type { StartedBenchmark } from '../../../src/services/benchmarks/benchmark-service.js';
import { createBenchmarkService } from '../../../src/services/benchmarks/benchmark-service.js';
import type { BenchmarkLook } from '../../../src/services/benchmarks/overlap/benchmark-look.js';
import type { RetrievalRunService } from '../../../src/services/evaluation/retrieval-run-service.js';
import { readDepth } from '../../../src/services/evaluation/read-depth.js';
import { readTrials } from '../../../src/services/evaluation/read-trials.js';
import { DEFAULT_RETRIEVAL_CONFIG } from '../../../src/domain/ranking/retrieval-config.js';
import { leaveOnePatientOut } from '../../../src/services/ports/run-records.js';
import type { TeamCatalogue } from '../../../src/services/ports/catalogue.js';
import type { JobRecord, SnapshotMember } from '../../../src/services/ports/records.js';
import type { BenchmarkCell, BenchmarkDefinition } from '../../../src/services/ports/run-records.js';
import { STANDARDS, indexOf, snapshotOf, twoStandards } from '../../testkit/two-standards.js';
import { workerCatalogue } from '../../testkit/worker-catalogue.js';
import { embeddingBy, recipeId, volumes } from '../../testkit/worker-embedding.js';
import { recordHistory } from '../../testkit/worker-histories.js';
import { benchmarkStore, runStore } from '../../testkit/worker-stores.js';
import type { RunningWorker } from '../../testkit/worker.js';
import { bundleWorkflows, eventually, hasEnded, silentLog, startWorker, testOrchestration } from '../../testkit/worker.js';

const stack = inject('stack');
const snapshotId = asId('Snapshot', 'snap_a');
const runs = runStore();
const benchmarks = benchmarkStore();
/** Of this team everything is real but for its stores; of others the orchestration alone. */
const STANDARDS_TEAM = asId('Team', 'team_standards');
const standards = twoStandards();
const stubs = {
  snapshots: {
    get: () => Promise.resolve({ id: snapshotId, reproducible: true } as never),
    members: () => Promise.resolve(volumes(4).map((volumeId) => ({ volumeId, voxelHash: volumeId.slice(4) }) as SnapshotMember)),
  },
  embeddings: { missing: () => Promise.resolve([]) },
  indexes: { get: (id: VectorIndexId) => Promise.resolve({ id, state: 'READY', recipeId: asId('Recipe', 'rec_a'), scope: { kind: 'FROZEN', snapshotId } } as never) },
  recipes: { get: (id: RecipeId) => Promise.resolve({ id, modelId: asId('Model', 'mod_a') } as never) },
  models: { get: (id: ModelId) => Promise.resolve({ id, revision: '1', sha256: 'f00' } as never) },
};
const catalogue = workerCatalogue((teamId) => ({ ...(teamId === STANDARDS_TEAM ? standards.stores : stubs), runs, benchmarks }));

/** Embedding goes on until it is told to stop, or is let through. */
let embedsAtOnce = true;
let embeddings = { begun: 0, stopped: 0, volumes: 0 };
const embedding = embeddingBy({
  embed: (_, signal) => {
    embeddings.begun += 1;
    if (embedsAtOnce) return Promise.resolve(void (embeddings.volumes += 1));
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        embeddings.stopped += 1;
        reject(new Error('stopped'));
      });
    });
  },
});

const ranked: RetrievalRunId[] = [];
let gate = Promise.resolve();
let looks = 0;
const lookedOver: string[] = [];
let blind = false;
const look: BenchmarkLook['look'] = (team, id, options) => (team.teamId === STANDARDS_TEAM ? standards.looks.look(team, id, options) : blind ? Promise.reject(new Error('EIO: read /srv/objects/a')) : Promise.resolve(void lookedOver.push(id)));
let broken = true;
const stub = {
  plan: (_, runId) =>
    broken && runs.rows.get(runId)?.config.mode === 'SLICE' ? Promise.reject(new VoxseekError('EMPTY_GALLERY', 'Nothing is left.')) : Promise.resolve({ queryVolumeIds: volumes(20) }),
  rankPage: async (_, runId, { queryVolumeIds }, { onQuery }) => {
    await gate;
    for (const _id of queryVolumeIds) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      ranked.push(runId);
      onQuery();
    }
  },
  finish: async (_, runId, pages) => {
    await runs.update!(runId, { state: 'SUCCEEDED', finishedAt: new Date(), resultsKey: String(pages) });
    return runs.rows.get(runId)!;
  },
} satisfies RetrievalRunService;
const serviceOf = ({ teamId }: TeamCatalogue): RetrievalRunService => (teamId === STANDARDS_TEAM ? standards.runs : stub);
const service: RetrievalRunService = {
  plan: (team, ...rest) => serviceOf(team).plan(team, ...rest),
  rankPage: (team, ...rest) => serviceOf(team).rankPage(team, ...rest),
  finish: (team, ...rest) => serviceOf(team).finish(team, ...rest),
};

const { jobs, engine, queues } = testOrchestration(stack.temporalAddress, catalogue);
const benchmarkService = createBenchmarkService({ jobs, indexes: undefined as never });
let worker: RunningWorker;
beforeAll(async () => {
  const none = undefined as never;
  const activities = createActivities({ dicomWeb: undefined as never, duplicates: none, catalogue, objects: none, ingest: none, embeddingOn: () => embedding, roster: undefined as never, providerPreference: [], indexing: { follow: () => Promise.resolve() } as never, runs: service, jobs, indexes: none, looks: { look }, perturbed: none, log: silentLog, scratchDirectory: stack.home, embedConcurrency: 1 });
  const counted = { ...activities, hasCellEnded: (...parameters: Parameters<typeof activities.hasCellEnded>) => ((looks += 1), activities.hasCellEnded(...parameters)) };
  worker = await startWorker({ address: stack.temporalAddress, queues, activities: counted, catalogue, slots: { control: 1 }, workflows: { bundlePath: await bundleWorkflows(join(stack.home, 'bundles')) } });
});
afterAll(async () => {
  await worker.stop();
  await engine.close();
});

const cell = (mode: BenchmarkCell['config']['mode']): BenchmarkCell => ({
  name: mode,
  indexId: asId('VectorIndex', 'idx_a'),
  control: null,
  config: { ...DEFAULT_RETRIEVAL_CONFIG, mode, k: 10 },
});
const definition: BenchmarkDefinition = { name: 'all', snapshotId, protocol: leaveOnePatientOut(snapshotId), cells: [cell('SLICE'), cell('VOLUME'), cell('REGION'), { ...cell('VOLUME'), name: 'again' }] };
const counts = (): Map<string, number> => ranked.reduce((map, id) => map.set(id, (map.get(id) ?? 0) + 1), new Map<string, number>());

it('runs each cell once, shows the failed one with its reason, and later only that one again', async () => {
  const teamId: TeamId = asId('Team', `team_${randomUUID()}`);
  const team = catalogue.team(teamId);

  // One cell is under way on a client's own account when the benchmark comes to it.
  const alone = await benchmarkService.startRetrievalRun(team, { snapshotId, protocol: leaveOnePatientOut(snapshotId), cell: cell('VOLUME') });
  const first = await benchmarkService.startBenchmark(team, definition);
  expect(first.runs[1]!.id).toBe(alone.run.id);
  expect(first.runs[3]!.id).toBe(alone.run.id);
  const failed = await eventually(() => hasEnded(catalogue.job(first.job.id)) && catalogue.job(first.job.id), 60_000);
  expect(failed).toMatchObject({ state: 'FAILED', error: { code: 'EMPTY_GALLERY', message: '1 of 3 cells failed: SLICE (EMPTY_GALLERY: Nothing is left.)' }, done: 3, total: 3, unit: 'cells' });
  expect(first.benchmarkRun.runIds.map((id) => runs.rows.get(id)?.state)).toEqual(['FAILED', 'SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
  expect(runs.rows.get(first.runs[0]!.id)).toMatchObject({ state: 'FAILED', error: { code: 'EMPTY_GALLERY' } });
  expect(benchmarks.rows.get(first.benchmarkRun.id)).toMatchObject({ state: 'FAILED' });
  expect([...counts().values()]).toEqual([20, 20]);
  expect(lookedOver).toEqual([first.benchmarkRun.id]);
  await recordHistory(stack.temporalAddress, 'run-benchmark-failed-cell', { jobId: first.job.id, teamId, attempt: 1 });

  broken = false;
  const second = await benchmarkService.startBenchmark(team, definition);
  expect(second.job).toMatchObject({ id: first.job.id, attempt: 2 });
  await eventually(() => catalogue.job(second.job.id).state === 'SUCCEEDED', 60_000);
  expect([...counts().values()]).toEqual([20, 20, 20]);
  expect(benchmarks.rows.get(first.benchmarkRun.id)).toMatchObject({ state: 'SUCCEEDED' });
  await recordHistory(stack.temporalAddress, 'run-benchmark', { jobId: second.job.id, teamId, attempt: 2 });
  await recordHistory(stack.temporalAddress, 'run-retrieval', { jobId: second.runs[0]!.jobId, teamId, attempt: 2 });

  expect((await benchmarkService.startBenchmark(team, definition)).job.state).toBe('SUCCEEDED');
}, 120_000);

it('measures what it could not look over, and keeps why', async () => {
  const teamId: TeamId = asId('Team', `team_${randomUUID()}`);
  blind = true;
  const { job, benchmarkRun } = await benchmarkService.startBenchmark(catalogue.team(teamId), { ...definition, name: 'unseen', cells: [cell('VOLUME')] });
  await eventually(() => hasEnded(catalogue.job(job.id)), 60_000);
  blind = false;
  expect(catalogue.job(job.id)).toMatchObject({ state: 'SUCCEEDED', done: 1 });
  const { state, overlap } = benchmarks.rows.get(benchmarkRun.id)!;
  expect([state, overlap]).toEqual(['SUCCEEDED', { state: 'FAILED', error: { code: 'INTERNAL', message: expect.stringMatching(/^Something unexpected failed/u) as string, path: null, correlationId: expect.any(String) as string } }]);
  await recordHistory(stack.temporalAddress, 'run-benchmark-failed-look', { jobId: job.id, teamId, attempt: 1 });
}, 120_000);

it('waits for a cell that runs on another account without holding the slot that ends it', async () => {
  const teamId: TeamId = asId('Team', `team_${randomUUID()}`);
  const team = catalogue.team(teamId);
  let open = (): void => undefined;
  gate = new Promise((resolve) => (open = resolve));
  const shared = { ...cell('VOLUME'), config: { ...cell('VOLUME').config, k: 11 } };
  const alone = await benchmarkService.startRetrievalRun(team, { snapshotId, protocol: leaveOnePatientOut(snapshotId), cell: shared });
  await eventually(() => catalogue.job(alone.job.id).state === 'RUNNING');
  const started: StartedBenchmark[] = [];
  for (const name of ['one', 'two']) started.push(await benchmarkService.startBenchmark(team, { ...definition, name, cells: [shared] }));
  await eventually(() => looks >= 4);
  expect(started.map(({ job }) => catalogue.job(job.id).state)).toEqual(['RUNNING', 'RUNNING']);
  open();
  await eventually(() => started.every(({ job }) => catalogue.job(job.id).state === 'SUCCEEDED'), 60_000);
  expect(counts().get(alone.run.id)).toBe(20);
  await recordHistory(stack.temporalAddress, 'run-benchmark-shared-cell', { jobId: started[0]!.job.id, teamId, attempt: 1 });
}, 120_000);

it('ends at once when it is cancelled while it prepares, takes the step along that it alone had asked for, and goes on when asked again', async () => {
  const teamId: TeamId = asId('Team', `team_${randomUUID()}`);
  const team = catalogue.team(teamId);
  const prepared = { ...definition, name: 'prepared', cells: [cell('VOLUME'), cell('REGION')], steps: [{ kind: 'EMBED' as const, snapshotId, recipeId }] };
  [embedsAtOnce, embeddings] = [false, { begun: 0, stopped: 0, volumes: 0 }];
  const before = counts();
  const first = await benchmarkService.startBenchmark(team, prepared);
  await eventually(() => embeddings.begun > 0, 30_000);
  const embedJob = (): JobRecord | undefined => [...catalogue.jobs.values()].find((job) => job.teamId === teamId && job.kind === 'EMBED_DATASET');

  await jobs.cancel(team, first.job.id);
  await eventually(() => hasEnded(catalogue.job(first.job.id)) && hasEnded(embedJob()!), 30_000);
  expect(catalogue.job(first.job.id).state).toBe('CANCELLED');
  expect(embedJob()?.state).toBe('CANCELLED');
  expect(embeddings).toEqual({ begun: 1, stopped: 1, volumes: 0 });
  expect(benchmarks.rows.get(first.benchmarkRun.id)).toMatchObject({ state: 'CANCELLED' });
  expect(counts()).toEqual(before);
  expect(lookedOver).not.toContain(first.benchmarkRun.id);

  // One of its cells is measured on a client's account in between: it is not measured again.
  const alone = await benchmarkService.startRetrievalRun(team, { snapshotId, protocol: leaveOnePatientOut(snapshotId), cell: cell('VOLUME') });
  await eventually(() => catalogue.job(alone.job.id).state === 'SUCCEEDED', 30_000);
  embedsAtOnce = true;
  const second = await benchmarkService.startBenchmark(team, prepared);
  expect(second.job).toMatchObject({ id: first.job.id, attempt: 2 });
  await eventually(() => catalogue.job(second.job.id).state === 'SUCCEEDED', 60_000);
  expect(embeddings.volumes).toBe(4);
  expect(second.runs.map(({ id }) => counts().get(id))).toEqual([20, 20]);
  expect(benchmarks.rows.get(first.benchmarkRun.id)).toMatchObject({ state: 'SUCCEEDED' });
  expect(lookedOver).toContain(first.benchmarkRun.id);
}, 180_000);

it.each([STANDARDS, [...STANDARDS].reverse() as unknown as typeof STANDARDS])('over queries annotated by %s and a gallery by %s names the classes that one of them lacks, and judges none of these', async (asked, searched) => {
  const team = catalogue.team(STANDARDS_TEAM);
  const snapshots = { snapshotId: snapshotOf(searched), protocol: { gallerySplits: null, querySnapshotId: snapshotOf(asked), querySplits: null } };
  const measured = (['VOLUME', 'REGION'] as const).map((mode) => ({ ...cell(mode), indexId: indexOf(searched) }));
  const control: BenchmarkCell = { ...cell('LOCALIZED'), control: 'RANDOM', indexId: null };
  const { job, benchmarkRun } = await benchmarkService.startBenchmark(team, { name: asked, ...snapshots, cells: [...measured, control] });
  await eventually(() => hasEnded(catalogue.job(job.id)), 60_000);
  expect(catalogue.job(job.id)).toMatchObject({ state: 'SUCCEEDED', error: null });

  const fine = ['face', 'heart_atrium_left', 'heart_atrium_right', 'heart_myocardium', 'heart_ventricle_left', 'heart_ventricle_right', 'pulmonary_artery'];
  const { annotation, overlap, runIds } = (await team.benchmarks.getRun(benchmarkRun.id))!;
  expect(annotation).toEqual({ queries: [asked], gallery: [searched], unevaluable: [{ taxonomy: 'COARSE_29', classes: ['face'] }, { taxonomy: 'FINE_104', classes: expect.arrayContaining(fine) as string[] }] });
  expect(annotation!.unevaluable[1]!.classes).toHaveLength(fine.length);
  expect(overlap).toMatchObject({ state: 'LOOKED', sharedPatients: [], looked: { leftOut: 12 } });

  // What both sides can say is judged; v1 shows the heart by its parts, v2 by one label.
  const judged = { COARSE_29: ['great_vessels', 'heart', 'liver', 'spleen'], FINE_104: ['aorta', 'liver', 'spleen'] };
  for (const run of await team.runs.getMany(runIds)) {
    const trials = await readTrials(standards.objects, team, run);
    for (const { taxonomy, classes } of run.metrics!.taxonomies) {
      expect(classes.map(({ region }) => region).sort(), run.name).toEqual(judged[taxonomy]);
      expect([...new Set(trials!.get(taxonomy)!.filter((one) => one.judged > 0).map(({ region }) => region))].sort(), run.name).toEqual(judged[taxonomy]);
      const depth = await readDepth(standards.objects, team, run, taxonomy);
      for (const { classes: deep } of depth) expect(deep.map(({ region }) => region).sort(), run.name).toEqual(judged[taxonomy]);
    }
  }
}, 120_000);

it('refuses an index of other volumes and cells without a ranking', async () => {
  const team = catalogue.team(asId('Team', `team_${randomUUID()}`));
  await expect(benchmarkService.startBenchmark(team, { ...definition, snapshotId: asId('Snapshot', 'snap_b') })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'cells.0.indexId' });
  await expect(benchmarkService.startBenchmark(team, { ...definition, cells: [{ ...cell('VOLUME'), indexId: null }] })).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'cells.0' });
});
