import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { join } from 'node:path';
import type { TeamId, VolumeId } from '../../../src/domain/ids.js';
import { asId } from '../../../src/domain/ids.js';
import { VoxseekError } from '../../../src/domain/errors/voxseek-error.js';
import { workflowId } from '../../../src/services/jobs/workflow-call.js';
import { startOwnTemporal } from '../../testkit/temporal-server.js';
import type { EmbeddingService } from '../../../src/services/embedding/embedding-service.js';
import { fetchHistory, recordHistory } from '../../testkit/worker-histories.js';
import type { RunningWorker } from '../../testkit/worker.js';
import { bundleWorkflows, eventually, hasEnded, startWorker, testOrchestration } from '../../testkit/worker.js';
import { catalogueOf, embeddingActivities, embeddingBy, recipeId, sleep, volumes } from '../../testkit/worker-embedding.js';
import type { WorkerCatalogue } from '../../testkit/worker-catalogue.js';

const stack = inject('stack');
const input = { kind: 'EMBED_DATASET', snapshotId: asId('Snapshot', 'snap_a'), recipeId } as const;

let bundlePath: string;
beforeAll(async () => {
  bundlePath = await bundleWorkflows(join(stack.home, 'bundles'));
});

// Workflow ids carry the team: each test has teams of its own, on a server that all share.
let teamA: TeamId;
let teamB: TeamId;
beforeEach(() => {
  teamA = asId('Team', `team_${randomUUID()}`);
  teamB = asId('Team', `team_${randomUUID()}`);
});

const workers: RunningWorker[] = [];
const engines: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
});
afterAll(async () => {
  await Promise.all(engines.map((engine) => engine.close()));
});

async function orchestrate(catalogue: WorkerCatalogue, activities: object, address = stack.temporalAddress) {
  const { jobs, engine, queues } = testOrchestration(address, catalogue);
  engines.push(engine);
  workers.push(await startWorker({ address, queues, activities, catalogue, workflows: { bundlePath } }));
  return { jobs, engine, queues };
}

describe('embedDataset', () => {
  it('embeds every volume once, takes them into following indexes and ends the row', async () => {
    const ids = volumes(22);
    const catalogue = catalogueOf(ids);
    const embeddedIds: VolumeId[] = [];
    const followed: VolumeId[] = [];
    const embedding = embeddingBy({ embed: (id) => Promise.resolve(void embeddedIds.push(id)), stored: new Set(ids.slice(0, 2)) });
    const { jobs } = await orchestrate(catalogue, embeddingActivities(catalogue, embedding, (page) => followed.push(...page)));

    const requested = await jobs.request(catalogue.team(teamA), input);
    expect(requested.started).toBe(true);
    const job = await eventually(() => hasEnded(catalogue.job(requested.id)) && catalogue.job(requested.id));

    expect(job).toMatchObject({ state: 'SUCCEEDED', error: null, result: { embedded: 20, reused: 2, skipped: 0 }, done: 22, total: 22, unit: 'volumes' });
    expect(embeddedIds.sort()).toEqual(ids.slice(2));
    expect(followed.sort()).toEqual(ids);
    await recordHistory(stack.temporalAddress, 'embed-dataset-placed', { jobId: job.id, teamId: teamA, attempt: 1 });
    const shown = catalogue.writes.map(({ done }) => done);
    expect(shown).toEqual([...shown].sort((a, b) => a - b));
  });

  it('runs two identical requests as one workflow', async () => {
    const catalogue = catalogueOf(volumes(4));
    let calls = 0;
    const { jobs } = await orchestrate(catalogue, embeddingActivities(catalogue, embeddingBy({ embed: () => Promise.resolve(void (calls += 1)) })));
    const [first, second] = await Promise.all([jobs.request(catalogue.team(teamA), input), jobs.request(catalogue.team(teamA), input)]);
    expect(first.id).toBe(second.id);
    await eventually(() => hasEnded(catalogue.job(first.id)));
    expect(calls).toBe(4);
    expect((await jobs.request(catalogue.team(teamA), input)).state).toBe('SUCCEEDED');
    expect((await jobs.request(catalogue.team(teamB), input)).id).not.toBe(first.id);
  });

  it('ends as CANCELLED within 10 s of a cancel, with the page stopped', async () => {
    const catalogue = catalogueOf(volumes(8));
    let stopped = 0;
    const embed = (_: VolumeId, signal: AbortSignal): Promise<void> =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          stopped += 1;
          reject(new Error('stopped'));
        });
      });
    const { jobs } = await orchestrate(catalogue, embeddingActivities(catalogue, embeddingBy({ embed })));
    const { id } = await jobs.request(catalogue.team(teamA), input);
    await eventually(() => catalogue.job(id).state === 'RUNNING');
    await sleep(500);
    const asked = Date.now();
    await jobs.cancel(catalogue.team(teamA), id);
    const job = await eventually(() => hasEnded(catalogue.job(id)) && catalogue.job(id));
    expect(job.state).toBe('CANCELLED');
    expect(Date.now() - asked).toBeLessThan(10_000);
    expect(stopped).toBe(1);
    await recordHistory(stack.temporalAddress, 'embed-dataset-placed-cancelled', { jobId: id, teamId: teamA, attempt: 1 });
    await expect(jobs.cancel(catalogue.team(teamA), id)).rejects.toMatchObject({ code: 'JOB_NOT_CANCELLABLE' });
  });

  it('fails at once with the code of an error that a retry cannot mend', async () => {
    const catalogue = catalogueOf(volumes(4));
    let calls = 0;
    const embed = (): Promise<void> => {
      calls += 1;
      return Promise.reject(new VoxseekError('MODEL_CHANGED', 'The model file has other bytes.', { path: 'model.onnx' }));
    };
    const { jobs } = await orchestrate(catalogue, embeddingActivities(catalogue, embeddingBy({ embed })));
    const { id } = await jobs.request(catalogue.team(teamA), input);
    const job = await eventually(() => hasEnded(catalogue.job(id)) && catalogue.job(id));
    expect(job).toMatchObject({ state: 'FAILED', error: { code: 'MODEL_CHANGED', message: 'The model file has other bytes.', path: 'model.onnx', correlationId: null } });
    expect(calls).toBe(1);

    const again = await jobs.request(catalogue.team(teamA), input);
    expect(again).toMatchObject({ id, attempt: 2, state: 'QUEUED' });
    await eventually(() => catalogue.job(id).attempt === 2 && hasEnded(catalogue.job(id)));
    expect(calls).toBe(2);
  });

  it('masks what is unexpected after three tries, and waits for a dependency that comes back', async () => {
    const broken = catalogueOf(volumes(1));
    let tries = 0;
    const defect = (): Promise<void> => {
      tries += 1;
      return Promise.reject(new TypeError('secret detail'));
    };
    const first = await orchestrate(broken, embeddingActivities(broken, embeddingBy({ embed: defect })));
    const { id } = await first.jobs.request(broken.team(teamA), input);

    const flaky = catalogueOf(volumes(1));
    let away = 4;
    const outage = (): Promise<void> =>
      away-- > 0 ? Promise.reject(new VoxseekError('DEPENDENCY_UNAVAILABLE', 'Milvus does not answer.', { path: 'milvus' })) : Promise.resolve();
    const second = await orchestrate(flaky, embeddingActivities(flaky, embeddingBy({ embed: outage })));
    const waiting = await second.jobs.request(flaky.team(teamB), input);

    const job = await eventually(() => hasEnded(broken.job(id)) && broken.job(id));
    expect(job.error).toMatchObject({ code: 'INTERNAL', path: null });
    expect(job.error?.correlationId).toMatch(/^[0-9a-f-]{36}$/u);
    expect(JSON.stringify(job)).not.toContain('secret detail');
    expect(tries).toBe(3);
    await recordHistory(stack.temporalAddress, 'embed-dataset-placed-failed', { jobId: id, teamId: teamA, attempt: 1 });
    await eventually(() => flaky.job(waiting.id).state === 'SUCCEEDED');
  });

  it('goes on as a new run from where its listing was, when its history grows long', async () => {
    // A server that finds a history long after 30 events, and listings of 8 volumes: the same steps as with thousands.
    const temporal = await startOwnTemporal(['limit.historyCount.suggestContinueAsNew=30']);
    try {
      const ids = volumes(20);
      const catalogue = catalogueOf(ids);
      const [embeddedIds, followed, cursors]: [VolumeId[], VolumeId[], (string | null)[]] = [[], [], []];
      const embedding = embeddingBy({ embed: (id) => Promise.resolve(void embeddedIds.push(id)), stored: new Set(ids.slice(0, 2)) });
      const activities = embeddingActivities(catalogue, embedding, (page) => followed.push(...page));
      const listSnapshotVolumes: typeof activities.listSnapshotVolumes = (job, request) => (cursors.push(request.after), activities.listSnapshotVolumes(job, { ...request, limit: 8 }));
      const { jobs } = await orchestrate(catalogue, { ...activities, listSnapshotVolumes }, temporal.address);

      const { id } = await jobs.request(catalogue.team(teamA), input);
      const job = await eventually(() => hasEnded(catalogue.job(id)) && catalogue.job(id));
      expect(job).toMatchObject({ state: 'SUCCEEDED', attempt: 1, result: { embedded: 18, reused: 2, skipped: 0 }, done: 20, total: 20 });
      expect(embeddedIds.sort()).toEqual(ids.slice(2));
      expect(followed.sort()).toEqual(ids);
      expect(cursors).toEqual([null, '0007', '0015']);
      const shown = catalogue.writes.map(({ done }) => done);
      expect(shown).toEqual([...shown].sort((a, b) => a - b));
      const reference = { jobId: id, teamId: teamA, attempt: 1 };
      const first = await fetchHistory(temporal.address, workflowId(reference), 'FIRST');
      expect(first.events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes).toBeTruthy();
      await recordHistory(temporal.address, 'embed-dataset-placed-continues', reference, 'FIRST');
      await recordHistory(temporal.address, 'embed-dataset-placed-continued', reference);
      await Promise.all(workers.splice(0).map((worker) => worker.stop()));
    } finally {
      await temporal.stop();
    }
  });

  it('shares one slot fairly between the bulk jobs of two teams', async () => {
    const ids = volumes(80);
    const catalogue = catalogueOf(ids);
    const order: TeamId[] = [];
    const embed = async (_: VolumeId, _signal: AbortSignal, team: TeamId): Promise<void> => {
      await sleep(10);
      order.push(team);
    };
    const services = new Map([teamA, teamB].map((team) => [team, embeddingBy({ embed })]));
    const embedding: EmbeddingService = { ...embeddingBy({ embed }), embedVolumes: (team, ...rest) => services.get(team.teamId)!.embedVolumes(team, ...rest) };
    const { jobs } = await orchestrate(catalogue, embeddingActivities(catalogue, embedding));

    // The first team has ten bulk jobs; the second asks for one when all of them wait.
    for (let index = 0; index < 10; index += 1) await jobs.request(catalogue.team(teamA), { ...input, snapshotId: asId('Snapshot', `snap_${index}`) });
    await eventually(() => order.length > 8);
    const from = order.length;
    const { id } = await jobs.request(catalogue.team(teamB), input);
    await eventually(() => hasEnded(catalogue.job(id)), 60_000);
    const during = order.slice(from, order.lastIndexOf(teamB) + 1);
    const share = during.filter((team) => team === teamB).length / during.length;
    expect(share).toBeGreaterThan(0.3);
  });
});
