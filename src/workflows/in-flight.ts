/**
 * Runs tasks in order with at most `limit` under way. The first failure is thrown once those under way have ended: no task
 * is left running behind the back of what comes next.
 */
export async function inFlight<Item>(items: readonly Item[], limit: number, task: (item: Item, index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const failures: unknown[] = [];
  async function lane(): Promise<void> {
    while (next < items.length && failures.length === 0) {
      const index = next++;
      await task(items[index] as Item, index).catch((error: unknown) => {
        failures.push(error);
      });
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
  if (failures.length > 0) throw failures[0];
}

export function pagesOf<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, page) => items.slice(page * size, (page + 1) * size));
}
