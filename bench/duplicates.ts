import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createSimilarityKernel } from '../src/adapters/onnx/kernel/similarity-kernel.js';
import { asId } from '../src/domain/ids.js';
import type { VolumeId } from '../src/domain/ids.js';
import type { Matrix } from '../src/domain/matrix.js';
import { findDuplicates } from '../src/services/duplicates/find-duplicates.js';
import type { Bench } from './lib/bench.js';
import { interleave, timed } from './lib/interleave.js';
import type { Outcome } from './lib/interleave.js';
import { startPeer } from './lib/peer.js';
import { THREADS, modelsDirectory } from './lib/pipeline.js';
import { withDataFiles } from './lib/search-data.js';

const SHAPE = { dimension: 384, queries: 1, volumes: 1200, slices: 60, real: false } as const;
/** So many of the last volumes are the first ones again. */
const COPIES = 20;

const floats = SHAPE.slices * SHAPE.dimension;

/** Both sides read the file afterwards. */
async function plantCopies(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const volume = Buffer.alloc(floats * Float32Array.BYTES_PER_ELEMENT);
    for (let copy = 0; copy < COPIES; copy += 1) {
      await file.read(volume, 0, volume.length, copy * volume.length);
      await file.write(volume, 0, volume.length, (SHAPE.volumes - COPIES + copy) * volume.length);
    }
  } finally {
    await file.close();
  }
}

/** Duplicates among 1,200 volumes, from vectors in memory to the list of pairs; the same vectors are near each other and judge, as they do by default. */
export const bench: Bench = (say) =>
  withDataFiles(SHAPE, say, async ({ directory, gallery }) => {
    await plantCopies(join(directory, 'gallery.f32'));
    const volumes: Matrix[] = [];
    for await (const matrix of gallery()) volumes.push(matrix);
    const members = volumes.map((_, at) => ({ volumeId: asId('Volume', `vol_${at}`), patientId: asId('Patient', `pat_${at}`), derivedFrom: [] }));
    const positions = new Map(members.map(({ volumeId }, at) => [volumeId, at]));
    const of = (id: VolumeId): Promise<Matrix> => Promise.resolve(volumes[positions.get(id) ?? 0]!);
    const kernel = createSimilarityKernel({ graphs: new URL('kernel/', `file://${modelsDirectory}`), threads: THREADS });
    const peer = await startPeer('duplicates_peer.py', [directory, ...[SHAPE.volumes, SHAPE.slices, SHAPE.dimension].map(String)], THREADS);
    const ours = async (): Promise<readonly number[]> => {
      const { duplicates } = await findDuplicates(kernel, { members, vectorsOf: of, pixelsOf: of }, new AbortController().signal, () => undefined);
      return duplicates.map(({ first, second }) => (positions.get(first) ?? 0) * SHAPE.volumes + (positions.get(second) ?? 0)).sort((a, b) => a - b);
    };
    const found = await interleave({ ours: () => timed(ours), numpy: () => peer.ask<Outcome>('numpy') });
    peer.end();
    await kernel.close();
    const same = found.ours.first.length === found.numpy.first.length && found.ours.first.every((pair, at) => pair === found.numpy.first[at]);
    say(`${SHAPE.volumes} volumes: ours ${found.ours.ms.toFixed(0)} ms, numpy ${found.numpy.ms.toFixed(0)} ms; by processor time ${(found.numpy.cpu / found.ours.cpu).toFixed(2)}×; ${found.ours.first.length} pairs, ${same ? 'the same' : 'OTHERS than numpy finds'}`);
    if (!same) throw new Error(`ours finds ${found.ours.first.length} pairs, numpy ${found.numpy.first.length}, and not the same`);
    return { bench: 'duplicates', value: Number(found.ours.ms.toFixed(0)), unit: 'ms', ratio: Number((found.numpy.ms / found.ours.ms).toFixed(2)), target: '≥ 1.0 at the same pairs', peer: `numpy, all pairs, ${THREADS} threads: ${found.numpy.ms.toFixed(0)} ms` };
  });
