import { setTimeout as sleep } from 'node:timers/promises';
import { failureOf, mayPass } from './failures.js';

export interface Waiting {
  /** Tries in all. */
  readonly tries: number;
  /** Before the second try; doubled before each one after it. */
  readonly firstMs: number;
}

export const PATIENT: Waiting = { tries: 4, firstMs: 500 };

/** Runs what may be run again, waiting longer each time, and says by its code what it failed with at last. Throws the codes of `failureOf`. */
export async function retrying<Result>(server: string, { tries, firstMs }: Waiting, signal: AbortSignal, body: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      signal.throwIfAborted();
      return await body();
    } catch (error) {
      signal.throwIfAborted();
      if (attempt >= tries || !mayPass(error)) throw failureOf(server, error);
      await sleep(firstMs * 2 ** (attempt - 1), undefined, { signal });
    }
  }
}
