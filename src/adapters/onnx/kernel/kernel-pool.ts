import { Worker } from 'node:worker_threads';
import { threadEntry } from '../../threads/thread-entry.js';
import type { KernelAnswer, KernelQuestion, KernelRequest, KernelResults, KernelSetting } from './kernel-messages.js';

/** The threads of a kernel. They start when they are first asked, and anew after they died. */
export interface KernelPool {
  readonly threads: number;
  /** The answers in the order of the questions; a thread that is done takes the next question. Throws the signal's reason. */
  ask<K extends KernelQuestion['kind']>(questions: readonly Extract<KernelQuestion, { kind: K }>[], signal?: AbortSignal): Promise<KernelResults[K][]>;
  close(): Promise<void>;
}

type Settle = (answer: KernelAnswer) => void;

interface Thread {
  ask(question: KernelQuestion, cancelled: Int32Array): Promise<KernelAnswer>;
  end(): Promise<void>;
}

function startThread(setting: KernelSetting): Thread {
  const { filename, execArgv } = threadEntry(import.meta.url, 'kernel-thread');
  let worker: Worker | null = null;
  let nextId = 0;
  const pending = new Map<number, Settle>();

  const failAll = (message: string): void => {
    worker = null;
    for (const [id, settle] of pending) settle({ id, kind: 'ERROR', message });
    pending.clear();
  };

  const running = (): Worker => {
    if (worker !== null) return worker;
    const started = new Worker(filename, { execArgv, workerData: setting });
    started.on('message', (answer: KernelAnswer) => {
      pending.get(answer.id)?.(answer);
      pending.delete(answer.id);
      // An idle kernel must not keep a command alive that has nothing else to do.
      if (pending.size === 0) started.unref();
    });
    started.on('error', (error) => failAll(error.message));
    started.on('exit', (code) => failAll(`the kernel thread ended with ${code}`));
    worker = started;
    return started;
  };

  return {
    ask(question, cancelled) {
      return new Promise((resolve) => {
        const id = nextId;
        nextId += 1;
        pending.set(id, resolve);
        const thread = running();
        thread.ref();
        thread.postMessage({ ...question, id, cancelled } satisfies KernelRequest);
      });
    },
    async end() {
      await worker?.terminate();
    },
  };
}

export function createKernelPool(setting: KernelSetting, threads: number): KernelPool {
  const pool = Array.from({ length: Math.max(1, threads) }, () => startThread(setting));
  let turn = 0;

  /** Each thread takes a question as soon as it has answered one: what else runs on its core then costs no more than its share. */
  const askAll = async (questions: readonly KernelQuestion[], cancelled: Int32Array): Promise<readonly KernelAnswer[]> => {
    const answers: KernelAnswer[] = [];
    // Questions that need few threads do not all go to the same ones.
    turn += 1;
    let next = 0;
    const lane = async (thread: Thread): Promise<void> => {
      while (next < questions.length) {
        const position = next;
        next += 1;
        answers[position] = await thread.ask(questions[position]!, cancelled);
      }
    };
    // Two lanes a thread: the next question lies ready when one is answered.
    await Promise.all([...pool, ...pool].map((_, index) => lane(pool[(turn + index) % pool.length]!)));
    return answers;
  };

  return {
    threads: pool.length,
    async ask(questions, signal) {
      signal?.throwIfAborted();
      const cancelled = new Int32Array(new SharedArrayBuffer(4));
      const cancel = (): void => void Atomics.store(cancelled, 0, 1);
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        return (await askAll(questions, cancelled)).map((answer) => {
          if (answer.kind === 'CANCELLED') throw signal?.reason ?? new Error('cancelled');
          if (answer.kind !== 'DONE') throw new Error(`similarity kernel: ${answer.message}`);
          // The kind of the question decides that of the result.
          return answer.result as never;
        });
      } finally {
        signal?.removeEventListener('abort', cancel);
      }
    },
    async close() {
      await Promise.all(pool.map((thread) => thread.end()));
    },
  };
}
