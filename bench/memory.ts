import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Bench } from './lib/bench.js';

const run = promisify(execFile);
const script = fileURLToPath(new URL('./lib/memory-run.ts', import.meta.url));

async function peak(volumes: number): Promise<number> {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', script, String(volumes)], { maxBuffer: 1 << 24 });
  return (JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as { readonly peakMiB: number }).peakMiB;
}

const FEW = 10;
const MANY = 200;

/** Peak resident memory while embedding 10 and 200 volumes, each in a process of its own. `ratio` is that of 200 over that of 10. */
export const bench: Bench = async (say) => {
  const few = await peak(FEW);
  say(`${FEW} volumes: ${few.toFixed(0)} MiB`);
  const many = await peak(MANY);
  say(`${MANY} volumes: ${many.toFixed(0)} MiB`);
  return { bench: 'memory', value: Math.round(many), unit: 'MiB', ratio: Number((many / few).toFixed(3)), target: 'ratio within 0.9 … 1.1', peer: `${FEW} volumes: ${few.toFixed(0)} MiB` };
};
