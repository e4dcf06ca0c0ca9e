import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exportPython } from './python.js';

const SCRIPT = join(import.meta.dirname, '../../tools/export/export.py');

/** What tools/export says of a graph that it wrote and checked. */
export interface ExportedEncoder {
  /** The paths of the graph and of its entry. */
  readonly model: string;
  readonly entry: string;
  readonly bytes: number;
  readonly dimension: number;
  /** The least of all slices: to PyTorch, and alone to in company. */
  readonly cosine: number;
  readonly cosineInCompany: number;
}

/** Exports an encoder with random weights into `out`; rejects with the script's `stderr`. The first call of all makes an environment with PyTorch, some gigabytes. */
export async function exportEncoder(recipe: string, out: string, options: readonly string[] = []): Promise<ExportedEncoder> {
  const { stdout } = await promisify(execFile)(await exportPython(), ['-W', 'ignore', SCRIPT, recipe, '--random', '--out', out, ...options], { maxBuffer: 1 << 26 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as ExportedEncoder;
}
