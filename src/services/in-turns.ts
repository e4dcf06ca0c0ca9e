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
