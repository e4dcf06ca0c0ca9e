import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { referencePython } from './python.js';

const directory = fileURLToPath(new URL('../reference/', import.meta.url));

/** Runs a script of tests/reference in the reference environment and gives its standard output. */
export async function runReference(script: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(await referencePython(), [`${directory}${script}`, ...args], { maxBuffer: 1 << 28, cwd: directory });
  return stdout;
}
