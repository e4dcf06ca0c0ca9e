import { VoxseekError } from '../domain/errors/voxseek-error.js';
import type { Id, IdKind } from '../domain/ids.js';
import { isId } from '../domain/ids.js';

/** Another team's id, a malformed one and one that never was all fail with the same words. */
export function notFound(kind: IdKind, id: string, path: string): VoxseekError {
  return new VoxseekError('NOT_FOUND', `No ${kind} with the id "${id.slice(0, 80)}" can be seen by this token. Check the id.`, { path });
}

/** Reads an id from the client. Throws NOT_FOUND for text that cannot be one. */
export function parseId<Kind extends IdKind>(kind: Kind, text: string, path = 'id'): Id<Kind> {
  if (!isId(kind, text)) throw notFound(kind, text, path);
  return text;
}

/** The record that a lookup gave. Throws NOT_FOUND for null. */
export async function found<T>(lookup: Promise<T | null>, kind: IdKind, id: string, path = 'id'): Promise<T> {
  const record = await lookup;
  if (record === null) throw notFound(kind, id, path);
  return record;
}
