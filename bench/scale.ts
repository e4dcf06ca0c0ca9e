import { readFile } from 'node:fs/promises';
import { DEFAULT_INDEX_KIND } from '../src/cli/index-kinds.js';
import { startVoxseek } from '../tests/testkit/running-voxseek.js';
import type { RunningVoxseek } from '../tests/testkit/running-voxseek.js';
import type { Bench } from './lib/bench.js';
import { median } from './lib/interleave.js';
import { withDataFiles } from './lib/search-data.js';
import { buildIndex, searcher } from './lib/searching.js';
import { storeArchive } from './lib/stored-archive.js';

const SLICES = 250;
const QUERIES = 3;
const ROUNDS = 7;
/** Slices of the archives; `--slices=10000,1000000` names others. */
const DEFAULT_SIZES = [10_000, 30_000, 100_000, 290_000];

interface Measured {
  readonly slices: number;
  readonly buildSeconds: number;
  readonly coldMs: number;
  readonly warmMs: number;
  /** Most memory that the API ever held, MiB. */
  readonly peakMiB: number;
}

/** The kernel's own peak of a process, in MiB; Linux only. */
async function peakOf(voxseek: RunningVoxseek): Promise<number> {
  const status = await readFile(`/proc/${voxseek.pid('api')}/status`, 'utf8');
  return Number(/VmHWM:\s*(\d+) kB/u.exec(status)?.[1] ?? 0) / 1024;
}

async function measure(slices: number, say: (line: string) => void): Promise<Measured> {
  return withDataFiles({ dimension: 384, queries: SLICES, volumes: slices / SLICES, slices: SLICES, real: false, asked: QUERIES }, say, async ({ queries, gallery }) => {
    const voxseek = await startVoxseek();
    try {
      const archive = await storeArchive(voxseek, 'mod_dinov2-vits14-int8', queries, gallery());
      const { indexId, seconds } = await buildIndex(voxseek, archive, { kind: DEFAULT_INDEX_KIND });
      const ask = searcher(voxseek, archive, indexId);
      const { ms: coldMs } = await ask(0);
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) for (let query = 0; query < QUERIES; query += 1) times.push((await ask(query)).ms);
      return { slices, buildSeconds: seconds, coldMs, warmMs: median(times), peakMiB: await peakOf(voxseek) };
    } finally {
      await voxseek.stop();
    }
  });
}

/** The exponent b of time = a · slicesᵇ: the slope of a line through the logarithms, by least squares. */
function exponent(points: readonly Measured[], of: (point: Measured) => number): number {
  const [x, y] = [points.map(({ slices }) => Math.log(slices)), points.map((point) => Math.log(of(point)))];
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [centreX, centreY] = [mean(x), mean(y)];
  const covariance = x.reduce((sum, value, index) => sum + (value - centreX) * ((y[index] ?? 0) - centreY), 0);
  return covariance / x.reduce((sum, value) => sum + (value - centreX) ** 2, 0);
}

/** Volume queries and index builds as archives grow. `value` is the exponent with which the time of a query grows. */
export const bench: Bench = async (say) => {
  const given = process.argv.find((argument) => argument.startsWith('--slices='));
  const sizes = given?.slice('--slices='.length).split(',').map(Number) ?? DEFAULT_SIZES;
  const points: Measured[] = [];
  for (const size of sizes) {
    const point = await measure(size, say);
    points.push(point);
    say(`${size} slices: build ${point.buildSeconds.toFixed(1)} s, first query ${point.coldMs.toFixed(0)} ms, then ${point.warmMs.toFixed(0)} ms, peak of the API ${point.peakMiB.toFixed(0)} MiB`);
  }
  const several = points.length > 1;
  const of = (value: (point: Measured) => number): number => Number((several ? exponent(points, value) : 0).toFixed(2));
  const largest = points.at(-1);
  return {
    bench: 'scale',
    value: of(({ warmMs }) => warmMs),
    unit: 'exponent',
    ratio: null,
    target: 'stated; nothing fails',
    peer: 'none',
    parts: { build: of(({ buildSeconds }) => buildSeconds), peakMiB: Math.round(largest?.peakMiB ?? 0), slices: largest?.slices ?? 0 },
  };
};
