import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createModelDirectory } from '../../../../../src/adapters/onnx/model-directory.js';
import { VoxseekError } from '../../../../../src/domain/errors/voxseek-error.js';
import type { VolumeId } from '../../../../../src/domain/ids.js';
import { PIXELS_MODEL, createBenchmarkLook } from '../../../../../src/services/benchmarks/overlap/benchmark-look.js';
import { createLabelledGalleryLoader } from '../../../../../src/services/evaluation/labelled-gallery.js';
import type { TeamCatalogue } from '../../../../../src/services/ports/catalogue.js';
import type { BenchmarkRunRecord } from '../../../../../src/services/ports/run-records.js';
import { judgedRun } from '../../../../testkit/judged-run.js';
import { plainKernel } from '../../../../testkit/plain-kernel.js';
import { repository } from '../../../../testkit/running-voxseek.js';
import { newId, record } from '../../../../testkit/seed.js';

const OPTIONS = { signal: new AbortController().signal, onVolume: () => undefined };

it('keeps the standards of annotation where pictures cannot be read, and looks again when asked again, but not a third time', async () => {
  const { entry } = await createModelDirectory({ bundled: join(repository, 'models'), registered: '/nowhere' }).find(PIXELS_MODEL);
  const { team, run: judged } = await judgedRun('VOLUME');
  const benchmark = record.benchmark(judged.snapshotId);
  let run: BenchmarkRunRecord = record.benchmarkRun(benchmark.id);
  const benchmarks = {
    getRun: () => Promise.resolve(run),
    getMany: () => Promise.resolve([benchmark]),
    updateRun: (_: unknown, change: Partial<BenchmarkRunRecord>) => Promise.resolve(void (run = { ...run, ...change })),
  };
  const embeddings = { getMany: (ids: readonly VolumeId[]) => Promise.resolve(ids.map((volumeId) => ({ volumeId, objectKey: volumeId }))) };
  const observed = { ...team, benchmarks, embeddings, models: { get: () => Promise.resolve({ entry }) } } as unknown as TeamCatalogue;

  let [reads, broken] = [0, true];
  const get = () => {
    reads += 1;
    if (broken) return Promise.reject(new VoxseekError('DEPENDENCY_UNAVAILABLE', 'The object store does not answer.'));
    return Promise.resolve({ rows: 1, columns: 4, data: Float32Array.of(reads % 3, reads % 5, reads % 7, 1) });
  };
  const looks = createBenchmarkLook({ cache: { get }, kernel: plainKernel, loadLabelled: createLabelledGalleryLoader() });

  await expect(looks.look(observed, run.id, OPTIONS)).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
  expect(run).toMatchObject({ overlap: null, annotation: { queries: ['TOTALSEGMENTATOR_V2'], gallery: ['TOTALSEGMENTATOR_V2'] } });
  run = { ...run, overlap: { state: 'FAILED', error: { code: 'DEPENDENCY_UNAVAILABLE', message: '', path: null, correlationId: null } } };
  broken = false;
  await looks.look(observed, run.id, OPTIONS);
  expect(run.overlap).toMatchObject({ state: 'LOOKED', looked: { queries: 14, gallery: 14, leftOut: 0 } });
  const before = reads;
  await looks.look(observed, newId('BenchmarkRun'), OPTIONS);
  expect(reads).toBe(before);
});
