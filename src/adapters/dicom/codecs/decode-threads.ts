import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { TransferSyntax } from '../dataset/transfer-syntax.js';
import type { PixelFormat } from '../series/pixel-format.js';
import { threadEntry } from '../../threads/thread-entry.js';
import type { DecodeReply, DecodeTask } from './decode-task.js';

/** One for each core, up to as many as are fed by one series without holding much of it in memory. */
const MOST_THREADS = Math.min(availableParallelism(), 8);
/** Frames that keep all threads busy: one is decoded in each, one lies ready. */
export const FRAMES_AT_ONCE = 2 * MOST_THREADS;
/** Threads without work end after this time, and are started again. */
const IDLE_MS = 20_000;

interface DecodeThread {
  /** Tasks that it has. */
  readonly busy: number;
  readonly run: (task: DecodeTask) => Promise<Uint8Array>;
}

function pixelsOf(reply: DecodeReply): Uint8Array {
  switch (reply.kind) {
    case 'PIXELS':
      return reply.pixels;
    case 'REFUSED':
      throw new VoxseekError(reply.code, reply.message);
    case 'FAILED':
      throw reply.error;
  }
}

function startThread(onEnd: () => void): DecodeThread {
  const { filename, execArgv } = threadEntry(import.meta.url, 'decode-thread');
  const worker = new Worker(filename, { execArgv });
  const waiting = new Map<number, { readonly resolve: (pixels: Promise<Uint8Array>) => void; readonly reject: (error: Error) => void }>();
  let idle: NodeJS.Timeout | undefined;
  let reason = 'it ended';
  worker.on('error', (error: Error) => (reason = error.message));
  worker.on('exit', () => {
    onEnd();
    for (const { reject } of waiting.values()) reject(new Error(`the thread that decodes frames failed: ${reason}`));
  });
  worker.on('message', (reply: DecodeReply) => {
    waiting.get(reply.id)?.resolve(Promise.resolve(reply).then(pixelsOf));
    waiting.delete(reply.id);
    if (waiting.size > 0) return;
    // A thread without work keeps no process alive.
    worker.unref();
    idle = setTimeout(() => {
      onEnd();
      void worker.terminate();
    }, IDLE_MS).unref();
  });
  return {
    get busy() {
      return waiting.size;
    },
    run: (task) =>
      new Promise((resolve, reject) => {
        clearTimeout(idle);
        worker.ref();
        waiting.set(task.id, { resolve, reject });
        worker.postMessage(task, [task.encoded.buffer as ArrayBuffer]);
      }),
  };
}

const threads = new Set<DecodeThread>();
let tasks = 0;

/** The one with the least to do; another one as long as all have something to do and there may be more. */
function nextThread(): DecodeThread {
  const [least] = [...threads].sort((a, b) => a.busy - b.busy);
  if (least !== undefined && (least.busy === 0 || threads.size >= MOST_THREADS)) return least;
  const started: DecodeThread = startThread(() => threads.delete(started));
  threads.add(started);
  return started;
}

/**
 * Decodes one frame to its stored pixels in one of several threads; its bytes are copied before this returns. See
 * `FrameDecoder`. Throws FILE_CORRUPT, DICOM_SYNTAX_UNSUPPORTED.
 */
export function decodeInThread(encoded: Buffer, format: PixelFormat, { uid }: TransferSyntax): Promise<Uint8Array> {
  tasks += 1;
  return nextThread().run({ id: tasks, syntax: uid, encoded: Uint8Array.from(encoded), format });
}
