import { expect, inject, test } from 'vitest';
import { probeMilvus, probePostgres, probeTemporal } from '../../../src/local/probes.js';

test('the servers of the run answer with their versions', async () => {
  const stack = inject('stack');
  expect(await probePostgres(stack.postgresAdminUrl)).toEqual({ version: expect.stringMatching(/^18\./u) });
  expect(await probeTemporal(stack.temporalAddress, 'default')).toEqual({ version: expect.stringMatching(/^1\.32\./u) });
  expect(await probeMilvus(stack.milvusAddress)).toEqual({ version: expect.stringMatching(/^\S+$/u) });
});
