import type { EncodeTask } from './encode-task.js';
import { createSliceEncoder } from './slice-encoder.js';

const encoder = createSliceEncoder();
let last: Promise<void> = Promise.resolve();

// The same as the worker thread, in a process of its own: a crash or an excess of memory takes only this one along.
process.on('message', (message: { readonly task: EncodeTask | null }) => {
  const { task } = message;
  last = last.then(async () => {
    if (task === null) {
      await encoder.close();
      process.disconnect();
      return;
    }
    process.send?.(await encoder.encode(task));
  });
});
process.on('disconnect', () => process.exit(0));
