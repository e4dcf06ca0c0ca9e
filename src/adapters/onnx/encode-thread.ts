import { parentPort } from 'node:worker_threads';
import type { EncodeTask } from './encode-task.js';
import { createSliceEncoder } from './slice-encoder.js';

const encoder = createSliceEncoder();
let last: Promise<void> = Promise.resolve();

// One after the other; null is the sign to end, heeded after all that was asked before it.
parentPort?.on('message', (task: EncodeTask | null) => {
  last = last.then(async () => {
    if (task === null) {
      await encoder.close();
      parentPort?.close();
      return;
    }
    const reply = await encoder.encode(task);
    parentPort?.postMessage(reply, reply.vectors === null ? [] : [reply.vectors.buffer as ArrayBuffer]);
  });
});
