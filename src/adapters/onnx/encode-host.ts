import { fork } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { processEntry, threadEntry } from '../threads/thread-entry.js';
import type { EncodeReply, EncodeTask } from './encode-task.js';
import { watchMemory } from './watch-memory.js';

/** Runs encode tasks in order, elsewhere than on the calling thread. */
export interface EncodeHost {
  /** Throws MODEL_CRASHED or MODEL_OUT_OF_MEMORY when the host dies of the task. */
  run(task: EncodeTask): Promise<EncodeReply>;
  /** Finishes what was asked, then ends. */
  close(): Promise<void>;
  /** Ends at once, whatever is under way. */
  kill(): void;
  /** True once the host has died; another must be started. */
  readonly ended: boolean;
}

interface EndReason {
  readonly code: 'MODEL_CRASHED' | 'MODEL_OUT_OF_MEMORY';
  readonly what: string;
}

interface Channel {
  /** Null asks the host to end. */
  send(task: EncodeTask | null): void;
  onReply(listener: (reply: EncodeReply) => void): void;
  onEnd(listener: (reason: EndReason) => void): void;
  kill(): void;
}

function createHost(channel: Channel): EncodeHost {
  const waiting = new Map<number, { readonly resolve: (reply: EncodeReply) => void; readonly reject: (error: Error) => void }>();
  let ended = false;
  const end = new Promise<void>((resolve) => {
    channel.onEnd(({ code, what }) => {
      ended = true;
      for (const { reject } of waiting.values()) reject(new VoxseekError(code, `The model ended what ran it: ${what}.`));
      waiting.clear();
      resolve();
    });
  });
  channel.onReply((reply) => {
    waiting.get(reply.id)?.resolve(reply);
    waiting.delete(reply.id);
  });
  return {
    run: (task) =>
      new Promise((resolve, reject) => {
        waiting.set(task.id, { resolve, reject });
        channel.send(task);
      }),
    async close() {
      if (!ended) channel.send(null);
      await end;
    },
    kill: () => channel.kill(),
    get ended() {
      return ended;
    },
  };
}

/** For bundled models: voxels and vectors are handed over, not copied. */
export function startThread(): EncodeHost {
  const { filename, execArgv } = threadEntry(import.meta.url, 'encode-thread');
  const worker = new Worker(filename, { execArgv });
  let reason = 'its thread ended';
  worker.on('error', (error: Error) => (reason = error.message));
  return createHost({
    send: (task) => worker.postMessage(task, task === null ? [] : [task.voxels.buffer as ArrayBuffer]),
    onReply: (listener) => worker.on('message', listener),
    onEnd: (listener) => worker.on('exit', () => listener({ code: 'MODEL_CRASHED', what: reason })),
    kill: () => void worker.terminate(),
  });
}

/** For models that a team registered: a process, ended when it takes more than `memoryLimitBytes`. */
export function startProcess(memoryLimitBytes: number): EncodeHost {
  const { path, execArgv } = processEntry(import.meta.url, 'encode-process');
  // An empty environment: the model's process needs no secret of this one.
  const child = fork(path, { execArgv, serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'], env: {} });
  const memory = watchMemory(child, memoryLimitBytes);
  return createHost({
    send: (task) => {
      // A child that has just died is told of by its exit, not by the failed send.
      child.send({ task }, () => undefined);
    },
    onReply: (listener) => child.on('message', (reply) => listener(reply as EncodeReply)),
    kill: () => child.kill('SIGKILL'),
    onEnd: (listener) =>
      child.on('exit', (status, signal) => {
        memory.stop();
        listener(
          memory.exceeded()
            ? { code: 'MODEL_OUT_OF_MEMORY', what: `it took more than ${Math.round(memoryLimitBytes / 2 ** 20)} MiB of memory` }
            : { code: 'MODEL_CRASHED', what: `status ${status ?? signal ?? 'unknown'}` },
        );
      }),
  });
}
