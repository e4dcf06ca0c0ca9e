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

/** Peak resident memory while embedding 10 and 40 volumes, each in a process of its own. `ratio` is that of 40 over that of 10. */
export const bench: Bench = async (say) => {
  const ten = await peak(10);
  say(`10 volumes: ${ten.toFixed(0)} MiB`);
  const forty = await peak(40);
  say(`40 volumes: ${forty.toFixed(0)} MiB`);
  return { bench: 'memory', value: Math.round(forty), unit: 'MiB', ratio: Number((forty / ten).toFixed(3)), target: 'ratio within 0.9 … 1.1', peer: `10 volumes: ${ten.toFixed(0)} MiB` };
};
