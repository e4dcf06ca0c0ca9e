import { execFile } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';

const INTERVAL_MS = 50;

async function residentBytes(pid: number): Promise<number> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/u.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    // Not Linux, or the process has just gone.
    return new Promise((resolve) => execFile('ps', ['-o', 'rss=', '-p', String(pid)], (_error, stdout) => resolve(Number(stdout) * 1024)));
  }
}

/**
 * Ends a process whose resident memory grows over the limit. A limit on its address space would not do: the JavaScript
 * engine reserves far more than it uses.
 */
export function watchMemory(child: ChildProcess, limitBytes: number): { readonly exceeded: () => boolean; readonly stop: () => void } {
  let exceeded = false;
  const timer = setInterval(() => {
    if (child.pid === undefined) return;
    void residentBytes(child.pid).then((bytes) => {
      if (bytes <= limitBytes) return;
      exceeded = true;
      child.kill('SIGKILL');
    });
  }, INTERVAL_MS);
  timer.unref();
  return { exceeded: () => exceeded, stop: () => clearInterval(timer) };
}
