import { expect, it } from 'vitest';
import { requireProvider } from '../../../../src/adapters/onnx/require-provider.js';
import { workingProviders } from '../../../../src/adapters/onnx/working-providers.js';
import { readEnvironment } from '../../../../src/environment.js';
import { offeredProviders, providerOf } from '../../../../src/cli/wiring/provider.js';

it('a worker that is told nothing offers what computes here, the processor last', async () => {
  const working = await workingProviders();
  expect(working.at(-1)).toBe('CPU');
  for (const provider of ['CUDA', 'TENSORRT', 'COREML'] as const) {
    const computes = await requireProvider(provider).then(() => true, () => false);
    expect(working.includes(provider), provider).toBe(computes);
  }
  expect(await offeredProviders(readEnvironment({}, '/data'))).toEqual(working);
});

it('a worker that is told offers that and no other, or does not start', async () => {
  expect(await offeredProviders(readEnvironment({ VOXSEEK_EXECUTION_PROVIDER: 'cpu' }, '/data'))).toEqual(['CPU']);
  const coreml = readEnvironment({ VOXSEEK_EXECUTION_PROVIDER: 'cpu, coreml, cpu' }, '/data');
  expect(coreml.executionProviders).toEqual(['cpu', 'coreml']);
  const elsewhere = process.platform === 'darwin' ? readEnvironment({ VOXSEEK_EXECUTION_PROVIDER: 'cuda' }, '/data') : coreml;
  await expect(offeredProviders(elsewhere)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE', path: 'VOXSEEK_EXECUTION_PROVIDER' });
});

it('a command that needs one takes the first that is named, else the processor', () => {
  expect(providerOf(readEnvironment({}, '/data'))).toBe('CPU');
  expect(providerOf(readEnvironment({ VOXSEEK_EXECUTION_PROVIDER: 'cuda,cpu' }, '/data'))).toBe('CUDA');
});
