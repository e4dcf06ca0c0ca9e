import { readFileSync } from 'node:fs';

const INTERVAL_MS = 100;

/** Resident memory of a process, bytes; Linux alone. */
function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/u.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

/** Watches by how many bytes the memory of a process grows at most, from now until `stop`. Throws ENOENT where the process has gone. */
export function watchMemoryGrowth(pid: number): { readonly stop: () => number } {
  const before = residentBytes(pid);
  let peak = before;
  const look = (): void => void (peak = Math.max(peak, residentBytes(pid)));
  const timer = setInterval(look, INTERVAL_MS);
  return {
    stop() {
      clearInterval(timer);
      look();
      return peak - before;
    },
  };
}
