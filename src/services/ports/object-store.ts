import type { Readable } from 'node:stream';

export interface ObjectInfo {
  readonly key: string;
  readonly bytes: number;
  /** SHA-256 (hex) of the content. */
  readonly sha256: string;
}

export interface StoredObject {
  readonly bytes: number;
  /** When it was written. */
  readonly modifiedAt: Date;
}

export interface ListedObject extends StoredObject {
  readonly key: string;
}

/**
 * Bytes under keys, e.g. `teams/<team>/volumes/<volume>/voxels.nii.gz`. Every object of a team lies under `teams/<team>/`.
 * A put is atomic: a reader sees all of an object or none of it. The SHA-256 of what was put is kept beside it, and what is read whole is held to it.
 */
export interface ObjectStore {
  /** Stores the bytes; an object already under the key is left as it is (first write wins). Throws DISK_FULL. */
  put(key: string, content: Uint8Array | Readable): Promise<ObjectInfo & { readonly created: boolean }>;
  /** The whole object. Throws NOT_FOUND, OBJECT_CORRUPT. */
  get(key: string): Promise<Buffer>;
  /**
   * `length` bytes from `offset`, fewer where the object ends before. A part cannot be held to the checksum of the whole: a format that is
   * read in parts has checksums of its own. Throws NOT_FOUND.
   */
  getRange(key: string, offset: number, length: number): Promise<Buffer>;
  /** Fails with OBJECT_CORRUPT in place of its end where the bytes are not those that were put. Throws NOT_FOUND. */
  stream(key: string): Promise<Readable>;
  head(key: string): Promise<StoredObject | null>;
  delete(key: string): Promise<void>;
  /** Deletes every object whose key begins with `prefix`, which ends in `/`. */
  deletePrefix(prefix: string): Promise<number>;
  /** Those whose key begins with `prefix`, in the order of their keys, from the first after `after` on; never all in memory at once. */
  list(prefix: string, after?: string): AsyncIterable<ListedObject>;
  /** Null where clients cannot reach the store themselves. */
  readonly presigned: PresignedAccess | null;
}

/** What lay under a key at one moment. */
export interface IncomingObject {
  readonly key: string;
  /** Another one once the object is written again. */
  readonly version: string;
}

/** Addresses that let a client without a token reach one object of the store itself, until they expire. */
export interface PresignedAccess {
  /** Takes a PUT of the bytes, any number of times: what it wrote counts once it is taken over. */
  putAddress(key: string, expiresInSeconds: number): Promise<string>;
  /** Gives the object to a GET, as a file of this name. */
  getAddress(key: string, file: { readonly name: string; readonly contentType: string }): Promise<string>;
  /** What a client has put, read once; null where nothing lies there. */
  readIncoming(key: string): Promise<{ readonly incoming: IncomingObject; readonly body: Readable } | null>;
  /** Stores exactly what was read under `key` without reading it again, first write wins; gives the checksum of what lies there. Throws CONFLICT when it was written again since. */
  takeOver(incoming: IncomingObject, key: string, sha256: string): Promise<{ readonly created: boolean; readonly sha256: string }>;
}
