import { runCommand } from '../../../src/local/run-command.js';

async function descendants(pid: number): Promise<readonly number[]> {
  const { stdout } = await runCommand('pgrep', ['-P', String(pid)]);
  const children = stdout.split('\n').filter((line) => line !== '').map(Number);
  return [...children, ...(await Promise.all(children.map(descendants))).flat()];
}

/** Holds a server and all of its processes still, so that it takes connections and answers nothing; undone by what it returns. */
export async function freeze(pid: number): Promise<() => void> {
  const pids = [pid, ...(await descendants(pid))];
  const signal = (name: 'SIGSTOP' | 'SIGCONT'): void => {
    for (const each of pids) {
      try {
        process.kill(each, name);
      } catch (error) {
        // One that has ended meanwhile needs neither.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
  };
  signal('SIGSTOP');
  return () => {
    signal('SIGCONT');
  };
}
