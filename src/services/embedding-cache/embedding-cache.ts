import { LRUCache } from 'lru-cache';
import type { Matrix } from '../../domain/matrix.js';
import { decodeEmbeddings } from '../embedding/npy.js';
import type { ObjectStore } from '../ports/object-store.js';

export interface CacheStatistics {
  readonly hits: number;
  readonly misses: number;
  /** Bytes held now, of the most that may be held. */
  readonly bytes: number;
  readonly maxBytes: number;
}

/** Embeddings as they are compared: float32, unit rows, in memory that threads share. Bounded in bytes. */
export interface EmbeddingCache {
  /** [slices, dimension] of the object. Throws NOT_FOUND, FILE_CORRUPT. */
  get(objectKey: string): Promise<Matrix>;
  /** Drops everything whose key begins with `prefix`: what was deleted must not be found in memory. */
  forget(prefix: string): void;
  statistics(): CacheStatistics;
}

/**
 * The longest that vectors stay in memory after they were read. The process that deletes a volume forgets it at once; others are not
 * told: keys carry the volume's id and a deleted volume is in no index, so its vectors can no longer be asked for, and they leave
 * memory within this time.
 */
const KEPT_MS = 10 * 60_000;

export interface EmbeddingCacheOptions {
  readonly objects: ObjectStore;
  readonly maxBytes: number;
  /** Bytes that others keep for as long as a matrix is held, at most; counted with it. */
  readonly companionBytes?: (matrix: Matrix) => number;
}

export function createEmbeddingCache({ objects, maxBytes, companionBytes = () => 0 }: EmbeddingCacheOptions): EmbeddingCache {
  const matrices = new LRUCache<string, Matrix>({ maxSize: maxBytes, ttl: KEPT_MS, ttlAutopurge: true, sizeCalculation: (matrix) => Math.max(1, matrix.data.byteLength + companionBytes(matrix)) });
  const loading = new Map<string, Promise<Matrix>>();
  let hits = 0;
  let misses = 0;

  const load = (key: string): Promise<Matrix> => {
    const started: Promise<Matrix> = objects
      .get(key)
      .then((bytes) => {
        const matrix = shareable(decodeEmbeddings(bytes));
        // Forgotten while it was read, or read anew since: handed out once more, but not kept.
        if (loading.get(key) === started) matrices.set(key, matrix);
        return matrix;
      })
      .finally(() => {
        if (loading.get(key) === started) loading.delete(key);
      });
    loading.set(key, started);
    return started;
  };

  return {
    async get(key) {
      const known = matrices.get(key);
      if (known !== undefined) {
        hits += 1;
        return known;
      }
      const running = loading.get(key);
      if (running !== undefined) return running;
      misses += 1;
      return load(key);
    },
    forget(prefix) {
      for (const key of [...matrices.keys()]) if (key.startsWith(prefix)) matrices.delete(key);
      for (const key of [...loading.keys()]) if (key.startsWith(prefix)) loading.delete(key);
    },
    statistics: () => ({ hits, misses, bytes: matrices.calculatedSize, maxBytes }),
  };
}

function shareable(matrix: Matrix): Matrix {
  const data = new Float32Array(new SharedArrayBuffer(matrix.data.byteLength));
  data.set(matrix.data);
  return { ...matrix, data };
}
