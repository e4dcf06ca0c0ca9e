import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Bench, BenchResult } from './lib/bench.js';

/** `npm run bench -- <name> [--json]`: each bench is a file beside this one that exports `bench`. */
const args = process.argv.slice(2);
const name = args.find((arg) => !arg.startsWith('--'));
const file = new URL(`./${name ?? ''}.ts`, import.meta.url);

if (name === undefined || !/^[a-z-]+$/u.test(name) || name === 'run' || !existsSync(fileURLToPath(file))) {
  console.error('usage: npm run bench -- <card | duplicates | embed | evaluate | exact | ingest | memory | near-duplicates | preprocess | rerank | scale [--slices=N,…] | search | volume-query [--graphs]> [--json]');
  process.exit(2);
}

const quiet = args.includes('--json');
const { bench } = (await import(file.href)) as { readonly bench: Bench };
const result: BenchResult = await bench((line) => (quiet ? undefined : console.info(line)));
console.info(JSON.stringify(result));
process.exit(0);
