import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodePlaces, requirePlaces } from '../../../../src/adapters/onnx/node-places.js';
import { placesOf } from '../../../../src/adapters/onnx/places-of.js';
import { requireProvider } from '../../../../src/adapters/onnx/require-provider.js';
import { parseModelEntry } from '../../../../src/services/models/model-entry.js';

const node = (provider: string, operator: string): object => ({ cat: 'Node', args: { provider: `${provider}ExecutionProvider`, op_name: operator } });
const ran = (...nodes: readonly object[]) => nodePlaces(JSON.stringify([{ cat: 'Session' }, { cat: 'Node', args: {} }, ...nodes]));
const unfit = (message: string): Error => expect.objectContaining({ code: 'PROVIDER_UNFIT', path: 'mod_x', message: expect.stringContaining(message) as string }) as Error;

describe('where the nodes of a model run', () => {
  it('is counted by place and operator', () => {
    expect(ran(node('CUDA', 'Conv'), node('CUDA', 'Conv'), node('CPU', 'Shape'))).toEqual({ CUDAExecutionProvider: { Conv: 2 }, CPUExecutionProvider: { Shape: 1 } });
  });

  it('is read from the profile that the runtime writes', async () => {
    const models = join(import.meta.dirname, '../../../../models');
    const entry = parseModelEntry(JSON.parse(await readFile(join(models, 'catalogue/efficientnet-lite0.json'), 'utf8')));
    if (entry.kind !== 'ONNX') throw new Error('not an ONNX model');
    const places = await placesOf(await readFile(join(models, entry.file)), entry, 'CPU');
    expect(Object.keys(places)).toEqual(['CPUExecutionProvider']);
    expect(places.CPUExecutionProvider).toMatchObject({ Conv: 49, Gemm: 1 });
  });

  it('may be the processor for shapes, never for arithmetic', () => {
    expect(() => requirePlaces(ran(node('CUDA', 'Conv'), node('CPU', 'Shape'), node('CPU', 'Gather')), 'CUDA', 'mod_x')).not.toThrow();
    expect(() => requirePlaces(ran(node('CUDA', 'Conv'), node('CPU', 'DynamicQuantizeMatMul'), node('CPU', 'MatMul'), node('CPU', 'MatMul')), 'CUDA', 'mod_x')).toThrow(unfit('1 DynamicQuantizeMatMul, 2 MatMul ran elsewhere'));
    expect(() => requirePlaces(ran(node('CPU', 'Relu')), 'CUDA', 'mod_x')).toThrow(unfit('no part of it'));
    expect(() => requirePlaces({}, 'WEBGPU', 'mod_x')).toThrow(unfit('no part of it'));
  });

  it('may be CUDA for what TensorRT cannot take', () => {
    expect(() => requirePlaces(ran(node('Tensorrt', 'TRTKernel'), node('CUDA', 'Conv')), 'TENSORRT', 'mod_x')).not.toThrow();
    expect(() => requirePlaces(ran(node('Tensorrt', 'TRTKernel'), node('CPU', 'Conv')), 'TENSORRT', 'mod_x')).toThrow(unfit('1 Conv'));
  });
});

describe('a provider', () => {
  it('that is here computes', async () => {
    await expect(requireProvider('CPU')).resolves.toBeUndefined();
  });

  it.each(['COREML', 'CUDA', 'TENSORRT', 'WEBGPU'] as const)('%s computes, or is refused with what to install', async (provider) => {
    const outcome = await requireProvider(provider).then(
      () => 'it is here',
      (error: unknown) => error,
    );
    if (outcome !== 'it is here') expect(outcome).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', path: 'VOXSEEK_EXECUTION_PROVIDER', message: expect.stringMatching(/^(COREML|CUDA|TENSORRT|WEBGPU) cannot be used on this machine: .+ (docs\/workers\.md|macOS|graphics driver)/u) as string });
  });
});
