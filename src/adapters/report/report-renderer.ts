import { Worker } from 'node:worker_threads';
import type { ReportRenderer } from '../../services/ports/report-renderer.js';
import { threadEntry } from '../threads/thread-entry.js';

/** Reports drawn at once; others wait their turn. */
const AT_ONCE = 1;

/** Each report in a thread of its own, which ends with it. */
export function createReportRenderer(): ReportRenderer {
  const waiting: (() => void)[] = [];
  let drawing = 0;

  const turn = async (): Promise<void> => {
    if (drawing >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    drawing += 1;
  };
  const done = (): void => {
    drawing -= 1;
    waiting.shift()?.();
  };

  return {
    async render(input) {
      await turn();
      try {
        return await new Promise<string>((resolve, reject) => {
          const { filename, execArgv } = threadEntry(import.meta.url, 'report-thread');
          const thread = new Worker(filename, { execArgv, workerData: input });
          thread.once('message', resolve);
          thread.once('error', reject);
          thread.once('exit', (code) => {
            reject(new Error(`the thread that draws the report ended with ${code}`));
          });
        });
      } finally {
        done();
      }
    },
  };
}
