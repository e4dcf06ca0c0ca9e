import { createSimilarityKernel } from '../src/adapters/onnx/kernel/similarity-kernel.js';
import { sketchBytes } from '../src/adapters/onnx/kernel/sketch-families.js';
import type { MaxSimilarities } from '../src/services/ports/similarity-kernel.js';
import type { Bench } from './lib/bench.js';
import { interleave, timed } from './lib/interleave.js';
import type { Outcome } from './lib/interleave.js';
import { startPeer } from './lib/peer.js';
import { THREADS, modelsDirectory } from './lib/pipeline.js';
import { withSearchData } from './lib/search-data.js';

const FIRST = 10;
const SHAPE = { queries: 250, volumes: 100, slices: 250 } as const;

/** The order of the candidates, as `rankByLateInteraction` sums them; what was ruled out comes last. */
function order({ best }: MaxSimilarities): readonly number[] {
  const sums = best.map((values) => (values.length === 0 ? -Infinity : values.reduce((sum, value) => sum + value, 0)));
  return sums
    .map((_, position) => position)
    .sort((a, b) => (sums[b] ?? 0) - (sums[a] ?? 0) || a - b)
    .slice(0, FIRST);
}

const same = (one: Outcome, other: Outcome): boolean => one.first.join() === other.first.join();

/** MaxSim of 250 query slices × 100 candidates × 250 slices. `value` and `ratio` are those of the default path where it is worst. */
export const bench: Bench = async (say) => {
  const kernel = createSimilarityKernel({ graphs: new URL('kernel/', `file://${modelsDirectory}`), threads: THREADS });
  let worst = { ratio: Infinity, ours: 0, peer: 0, name: '' };
  let plainWorst = Infinity;
  for (const dimension of [384, 1280] as const) {
    for (const real of [false, true]) {
      await withSearchData({ ...SHAPE, dimension, real }, say, async ({ directory, query, gallery }) => {
        const peer = await startPeer('rerank_peer.py', [directory, String(dimension), String(SHAPE.slices)], THREADS);
        const hint = { family: `${dimension} ${String(real)}`, first: FIRST };
        const found = await interleave({
          plain: () => timed(async () => order(await kernel.maxSimilarities(query, gallery))),
          sketched: () => timed(async () => order(await kernel.maxSimilarities(query, gallery, undefined, hint))),
          numpy: () => peer.ask<Outcome>('numpy'),
        });
        // Many times slower, so it is not asked as often; on some machines its process ends without an answer.
        const maxsim = await peer.ask<Outcome>('maxsim').catch(() => ({ ms: Infinity }));
        peer.end();
        const best = Math.min(found.numpy.ms, maxsim.ms);
        const name = `${dimension} ${real ? 'real' : 'clustered'}`;
        const bytes = gallery.reduce((sum, matrix) => sum + sketchBytes(matrix), 0);
        say(
          `${name}: plain ${found.plain.ms.toFixed(1)} ms (${(best / found.plain.ms).toFixed(2)}×, same ${String(same(found.plain, found.numpy))}), ` +
            `sketched ${found.sketched.ms.toFixed(1)} ms (${(best / found.sketched.ms).toFixed(2)}×, same ${String(same(found.sketched, found.numpy))}, at most ${(bytes / 2 ** 20).toFixed(1)} MiB of sketches), ` +
            `numpy ${found.numpy.ms.toFixed(1)} ms, maxsim-cpu ${maxsim.ms.toFixed(1)} ms; by processor time plain ${(found.numpy.cpu / found.plain.cpu).toFixed(2)}×, sketched ${(found.numpy.cpu / found.sketched.cpu).toFixed(2)}×`,
        );
        if (!same(found.plain, found.numpy) || !same(found.sketched, found.numpy)) throw new Error(`${name}: the first ${FIRST} differ`);
        plainWorst = Math.min(plainWorst, best / found.plain.ms);
        if (best / found.sketched.ms < worst.ratio) worst = { ratio: best / found.sketched.ms, ours: found.sketched.ms, peer: best, name };
      });
    }
  }
  await kernel.close();
  return {
    bench: 'rerank',
    value: Number(worst.ours.toFixed(1)),
    unit: 'ms',
    ratio: Number(worst.ratio.toFixed(2)),
    target: `≥ 2.0 at the same first 10; plain ≥ 1.0 (${plainWorst.toFixed(2)})`,
    peer: `numpy or maxsim-cpu, the faster, ${THREADS} threads, ${worst.name}: ${worst.peer.toFixed(1)} ms`,
  };
};
