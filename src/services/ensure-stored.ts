import type { ObjectStore } from './ports/object-store.js';

/**
 * Called once the row that keeps an object stands: from then on the object is never collected, but it may have been just before, where it had lain
 * there as nobody's. Then it is put once more.
 */
export async function ensureStored(objects: Pick<ObjectStore, 'head'>, key: string, put: () => Promise<unknown>): Promise<void> {
  if ((await objects.head(key)) === null) await put();
}
