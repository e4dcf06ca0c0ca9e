import type { MilvusConnection } from './connection.js';
import { asIncomplete, requireSuccess } from './failures.js';

/** Which collections are in the server's memory: the least recently searched is released when there are too many. */
export interface CollectionLoads {
  ensure(collection: string): Promise<void>;
  /** The server says it is not loaded after all: it was restarted, or someone released it. */
  forget(collection: string): void;
}

const LOAD_TIMEOUT_MS = 300_000;

export function createCollectionLoads(connection: MilvusConnection, limit: number): CollectionLoads {
  const loads = new Map<string, Promise<void>>();

  const release = async (collection: string): Promise<void> => {
    // Losing a release costs memory only; the collection may also be gone.
    await connection.call((client) => client.releaseCollection({ collection_name: collection })).catch(() => undefined);
  };

  return {
    async ensure(collection) {
      const known = loads.get(collection);
      if (known !== undefined) {
        loads.delete(collection);
        loads.set(collection, known);
        return known;
      }
      const loading = connection
        .call((client) => client.loadCollectionSync({ collection_name: collection, timeout: LOAD_TIMEOUT_MS }), LOAD_TIMEOUT_MS)
        .then((answer) => void requireSuccess(`load ${collection}`, answer))
        .catch((error: unknown) => {
          throw asIncomplete(`load ${collection}`, error);
        });
      loads.set(collection, loading);
      loading.catch(() => loads.delete(collection));
      for (const oldest of [...loads.keys()].slice(0, Math.max(0, loads.size - limit))) {
        loads.delete(oldest);
        void release(oldest);
      }
      return loading;
    },
    forget(collection) {
      loads.delete(collection);
    },
  };
}
