import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VoxseekError } from '../../../../src/domain/errors/voxseek-error.js';
import { asId, isId } from '../../../../src/domain/ids.js';
import { canonicalJson } from '../../../../src/services/jobs/canonical-json.js';
import { jobIdOf } from '../../../../src/services/jobs/job-id.js';
import { createJobService } from '../../../../src/services/jobs/job-service.js';
import type { JobRecord } from '../../../../src/services/ports/records.js';
import type { WorkflowEngine } from '../../../../src/services/ports/workflow-engine.js';
import { workerCatalogue } from '../../../testkit/worker-catalogue.js';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const teamId = asId('Team', 'team_a');
const input = { kind: 'EMBED_DATASET', snapshotId: asId('Snapshot', 'snap_a'), recipeId: asId('Recipe', 'rec_a') } as const;

function setUp() {
  const catalogue = workerCatalogue();
  const state = { away: false, found: true, running: true, started: [] as string[], cancelled: [] as string[] };
  const reached = (): void => {
    if (state.away) throw new VoxseekError('DEPENDENCY_UNAVAILABLE', 'Temporal does not answer.', { path: 'temporal' });
  };
  const engine: WorkflowEngine = {
    start: async ({ id, attempt }) => (await Promise.resolve(), reached(), void state.started.push(`${id}/${attempt}`)),
    isRunning: async () => (await Promise.resolve(), reached(), state.running),
    cancel: async ({ id }) => (await Promise.resolve(), reached(), state.cancelled.push(id), { found: state.found }),
  };
  return { catalogue, team: catalogue.team(teamId), state, engine, jobs: createJobService({ catalogue, engine, log }) };
}

describe('job service', () => {
  it('gives the queued job when the engine is away, and starts it in a sweep', async () => {
    const { catalogue, team, state, jobs } = setUp();
    state.away = true;
    const job = await jobs.request(team, input);
    expect(job).toMatchObject({ state: 'QUEUED', started: false, attempt: 1 });
    expect(await jobs.sweep()).toBe(0);
    state.away = false;
    expect(await jobs.sweep()).toBe(1);
    expect(await jobs.sweep()).toBe(0);
    expect(state.started).toEqual([`${job.id}/1`]);
    expect(catalogue.job(job.id).started).toBe(true);
  });

  it('begins a new attempt after a failure only', async () => {
    const { team, state, jobs } = setUp();
    const { id } = await jobs.request(team, input);
    await jobs.request(team, input);
    await team.jobs.finish(id, 1, { state: 'FAILED', error: { code: 'INTERNAL', message: '', path: null, correlationId: null }, skipped: [] });
    await jobs.request(team, input);
    await team.jobs.finish(id, 2, { state: 'SUCCEEDED', result: {}, skipped: [] });
    expect((await jobs.request(team, input)).state).toBe('SUCCEEDED');
    expect(state.started).toEqual([`${id}/1`, `${id}/2`]);
  });

  it('does a succeeded job over where what it made is gone, and no other', async () => {
    const { catalogue, team, state, jobs } = setUp();
    const asked: string[] = [];
    const isUndone = (undone: boolean) => (job: JobRecord) => (asked.push(`${job.state}/${job.attempt}`), Promise.resolve(undone));
    const { id } = await jobs.request(team, input, isUndone(true));
    await jobs.request(team, input, isUndone(true));
    expect(asked).toEqual([]);
    await team.jobs.finish(id, 1, { state: 'SUCCEEDED', result: {}, skipped: [] });
    expect(await jobs.request(team, input, isUndone(false))).toMatchObject({ state: 'SUCCEEDED', attempt: 1 });
    const both = await Promise.all([jobs.request(team, input, isUndone(true)), jobs.request(team, input, isUndone(true))]);
    expect(both.map(({ attempt }) => attempt)).toEqual([2, 2]);
    expect(catalogue.job(id)).toMatchObject({ state: 'QUEUED', result: null, started: true });
    expect(new Set(state.started)).toEqual(new Set([`${id}/1`, `${id}/2`]));
    expect(new Set(asked)).toEqual(new Set(['SUCCEEDED/1']));
  });

  it('ends what the engine has lost, and nothing while the engine is away or has yet to start it; asked for again, it begins anew', async () => {
    const { catalogue, team, state, engine, jobs } = setUp();
    state.away = true;
    const { id } = await jobs.request(team, input);
    state.running = false;
    expect(await jobs.endIfLost(team, id)).toMatchObject({ state: 'QUEUED' });
    state.away = false;
    await jobs.sweep();
    state.away = true;
    await expect(jobs.endIfLost(team, id)).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
    expect(await jobs.request(team, input)).toMatchObject({ state: 'QUEUED', attempt: 1 });
    Object.assign(state, { away: false, running: true });
    expect(await jobs.endIfLost(team, id)).toMatchObject({ state: 'QUEUED', attempt: 1 });

    state.running = false;
    expect(await jobs.endIfLost(team, id)).toMatchObject({ state: 'FAILED', attempt: 1, error: { code: 'JOB_LOST' } });
    expect(await jobs.endIfLost(team, asId('Job', 'job_none'))).toBeNull();
    await jobs.request(team, input);
    expect(await jobs.request(team, input)).toMatchObject({ state: 'QUEUED', attempt: 3 });
    expect(state.started).toEqual([`${id}/1`, `${id}/2`, `${id}/3`]);
    const succeeds = async () => (await team.jobs.finish(id, 3, { state: 'SUCCEEDED', result: {}, skipped: [] }), false);
    const meanwhile = createJobService({ catalogue, engine: { ...engine, isRunning: succeeds }, log });
    expect(await meanwhile.endIfLost(team, id)).toMatchObject({ state: 'SUCCEEDED', error: null });
  });

  it('cancels: through the engine, or by itself what never started or was lost there', async () => {
    const { catalogue, team, state, jobs } = setUp();
    const { id } = await jobs.request(team, input);
    expect(await jobs.cancel(team, id)).toMatchObject({ state: 'QUEUED', cancelRequested: true });
    state.found = false;
    expect((await jobs.cancel(team, id)).state).toBe('CANCELLED');
    await expect(jobs.cancel(team, id)).rejects.toMatchObject({ code: 'JOB_NOT_CANCELLABLE' });
    await expect(jobs.cancel(team, asId('Job', 'job_none'))).rejects.toMatchObject({ code: 'NOT_FOUND' });

    state.away = true;
    const other = await jobs.request(team, { ...input, snapshotId: asId('Snapshot', 'snap_b') });
    await expect(jobs.cancel(team, other.id)).resolves.toMatchObject({ state: 'CANCELLED' });
    expect(catalogue.job(other.id).state).toBe('CANCELLED');
  });
});

describe('job id', () => {
  it('does not depend on the order of fields, but on team and values', () => {
    const turned = { recipeId: input.recipeId, snapshotId: input.snapshotId, kind: input.kind };
    expect(jobIdOf(teamId, turned)).toBe(jobIdOf(teamId, input));
    expect(jobIdOf(asId('Team', 'team_b'), input)).not.toBe(jobIdOf(teamId, input));
    expect(isId('Job', jobIdOf(teamId, input))).toBe(true);
  });

  it('canonical JSON reads back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
