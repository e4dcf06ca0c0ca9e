import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { findPython } from '../../src/local/python.js';
import { ensurePackages } from '../../src/local/python-packages.js';

const bench = fileURLToPath(new URL('..', import.meta.url));
/** What benches keep between runs, ignored by git. */
export const benchHome = join(bench, '../.voxseek/bench');
const INSTALL_BYTES = 400_000_000;

/** The interpreter of a private environment with the pinned peers. */
export async function peerPython(): Promise<string> {
  const directory = join(benchHome, 'peers');
  const pins = (await readFile(join(bench, 'requirements.txt'), 'utf8')).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  await ensurePackages({ directory, pins, installBytes: INSTALL_BYTES, python: () => findPython(process.env.VOXSEEK_PYTHON), onInstall: (message) => console.info(message) });
  return join(directory, 'bin/python');
}

/** Settings of the machine's owner that slow the peer's products down, or that would give it another number of threads. */
function peerEnvironment(threads: number): NodeJS.ProcessEnv {
  const count = String(threads);
  return { ...process.env, OPENBLAS_CORETYPE: undefined, OPENBLAS_L2_SIZE: undefined, OPENBLAS_NUM_THREADS: count, OMP_NUM_THREADS: count, RAYON_NUM_THREADS: count, MKL_NUM_THREADS: count };
}

export interface Peer {
  /** Sends one line and gives the line of JSON that answers it. */
  ask<T>(line: string): Promise<T>;
  /** The next line of JSON that it prints unasked. */
  next<T>(): Promise<T>;
  end(): void;
}

/** A Python script of this folder that answers lines with lines, so that both sides can be timed in turn; in the environment of the peers, or of `python`. */
export async function startPeer(script: string, args: readonly string[], threads: number, python?: string): Promise<Peer> {
  const child = spawn(python ?? (await peerPython()), [join(bench, script), ...args], { env: peerEnvironment(threads), stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async <T>(): Promise<T> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`${script} ended`);
    return JSON.parse(value) as T;
  };
  return {
    next,
    ask<T>(line: string) {
      child.stdin.write(`${line}\n`);
      return next<T>();
    },
    end: () => void child.kill(),
  };
}
