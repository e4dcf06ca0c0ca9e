/** Lets heartbeats, other requests and other work of this process have their turn. */
export const giveWay = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** All that a long computation gives, step by step; between two steps others have their turn. */
export async function inTurns<T>(steps: Iterable<T>): Promise<readonly T[]> {
  const results: T[] = [];
  for (const step of steps) {
    results.push(step);
    await giveWay();
  }
  return results;
}

/** What a long computation comes to; between two steps others have their turn. Throws the signal's reason once it aborts. */
export async function finishInTurns<T>(steps: Generator<unknown, T>, signal: AbortSignal): Promise<T> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    await giveWay();
    signal.throwIfAborted();
  }
}
