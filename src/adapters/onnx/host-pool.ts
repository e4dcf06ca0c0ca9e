import type { EncodeHost } from './encode-host.js';
import type { EncodeReply, EncodeTask } from './encode-task.js';

/** Tasks that lie at a host beside the one it works on, so that it never waits for the main thread. */
const AHEAD = 1;

interface Waiting {
  readonly task: () => EncodeTask;
  readonly resolve: (reply: EncodeReply) => void;
  readonly reject: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/** Spreads tasks over a fixed number of hosts, started when first needed and again when they have died. */
export interface HostPool {
  /** `task` is made only once a host takes it, so that voxels are not copied for the whole queue. Urgent ones are taken first. */
  run(task: () => EncodeTask, options: { readonly signal: AbortSignal; readonly urgent: boolean }): Promise<EncodeReply>;
  close(): Promise<void>;
}

export function createHostPool(size: number, start: () => EncodeHost): HostPool {
  const slots: { host: EncodeHost | null; busy: number }[] = Array.from({ length: size }, () => ({ host: null, busy: 0 }));
  const urgent: Waiting[] = [];
  const bulk: Waiting[] = [];

  const feed = (): void => {
    for (;;) {
      const slot = slots.reduce((least, other) => (other.busy < least.busy ? other : least));
      if (slot.busy > AHEAD) return;
      const next = urgent.shift() ?? bulk.shift();
      if (next === undefined) return;
      if (next.signal.aborted) {
        next.reject(next.signal.reason);
        continue;
      }
      slot.busy += 1;
      if (slot.host === null || slot.host.ended) slot.host = start();
      void slot.host
        .run(next.task())
        .then(next.resolve, next.reject)
        .finally(() => {
          slot.busy -= 1;
          feed();
        });
    }
  };

  return {
    run: (task, { signal, urgent: first }) =>
      new Promise((resolve, reject) => {
        (first ? urgent : bulk).push({ task, resolve, reject, signal });
        feed();
      }),
    async close() {
      await Promise.all(slots.map(async ({ host }) => host?.close()));
    },
  };
}
