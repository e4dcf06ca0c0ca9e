import type { Readable } from 'node:stream';

export interface ObjectInfo {
  readonly key: string;
  readonly bytes: number;
  /** SHA-256 (hex) of the content. */
  readonly sha256: string;
}

/**
 * Bytes under keys, e.g. `teams/<team>/volumes/<volume>/voxels.nii.gz`. Every object of a team lies under `teams/<team>/`.
 * A put is atomic: a reader sees all of an object or none of it.
 */
export interface ObjectStore {
  /** Stores the bytes; an object already under the key is left as it is (first write wins). Throws DISK_FULL. */
  put(key: string, content: Uint8Array | Readable): Promise<ObjectInfo & { readonly created: boolean }>;
  /** The whole object. Throws NOT_FOUND. */
  get(key: string): Promise<Buffer>;
  /** `length` bytes from `offset`. Throws NOT_FOUND. */
  getRange(key: string, offset: number, length: number): Promise<Buffer>;
  stream(key: string): Promise<Readable>;
  head(key: string): Promise<{ readonly bytes: number } | null>;
  delete(key: string): Promise<void>;
  /** Deletes every object whose key begins with `prefix`, which ends in `/`. */
  deletePrefix(prefix: string): Promise<number>;
  list(prefix: string): AsyncIterable<string>;
}
