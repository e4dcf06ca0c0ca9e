import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { VoxseekError } from '../../../src/domain/errors/voxseek-error.js';
import { asId } from '../../../src/domain/ids.js';
import { catalogueOf, embeddingActivities, embeddingBy, recipeId, volumes } from '../../testkit/worker-embedding.js';
import { bundleWorkflows, eventually, hasEnded, startWorker, testOrchestration } from '../../testkit/worker.js';

const stack = inject('stack');

it.each(['PROVIDER_UNAVAILABLE', 'PROVIDER_UNFIT', 'MODEL_OUT_OF_MEMORY'] as const)('a task that a worker refuses with %s is taken by another, and the one that refused lives on', async (code) => {
  const bundlePath = await bundleWorkflows(join(stack.home, randomUUID()));
  const ids = volumes(2);
  const catalogue = catalogueOf(ids);
  const { jobs, engine, queues } = testOrchestration(stack.temporalAddress, catalogue);
  const shared = { address: stack.temporalAddress, queues, workflows: { bundlePath } };
  let refused = 0;
  const lacking = embeddingBy({
    embed: () => {
      refused += 1;
      return Promise.reject(new VoxseekError(code, 'not on this machine', { path: 'mod_x' }));
    },
  });
  const first = await startWorker({ ...shared, activities: embeddingActivities(catalogue, lacking) });
  const team = catalogue.team(asId('Team', `team_${randomUUID()}`));
  const { id } = await jobs.request(team, { kind: 'EMBED_DATASET', snapshotId: asId('Snapshot', 'snap_a'), recipeId });
  await eventually(() => refused > 0);

  const embedded: string[] = [];
  const able = embeddingBy({
    embed: (volumeId) => {
      embedded.push(volumeId);
      return Promise.resolve();
    },
  });
  const second = await startWorker({ ...shared, roles: ['embed'], activities: embeddingActivities(catalogue, able) });
  const job = await eventually(() => {
    const read = catalogue.jobs.get(id);
    return read !== undefined && hasEnded(read) && read;
  }, 90_000);
  expect(job).toMatchObject({ state: 'SUCCEEDED', result: { embedded: 2, skipped: 0 } });
  expect(embedded).toEqual(ids);
  await Promise.all([first.stop(), second.stop()]);
  await engine.close();
}, 150_000);
