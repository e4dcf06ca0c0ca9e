import { VoxseekError } from '../domain/errors/voxseek-error.js';

/** Where a page of a numbered list begins. Throws INVALID_INPUT for a cursor of another list. */
export function positionAfter(kind: string, after: string | null | undefined): number {
  if (after == null) return 0;
  const text = Buffer.from(after, 'base64url').toString('utf8');
  const position = /^([a-z]+):(\d{1,9})$/u.exec(text);
  if (position?.[1] !== kind) {
    throw new VoxseekError('INVALID_INPUT', 'after: this is no cursor of this list. Use `pageInfo.endCursor` of the page before.', { path: 'after' });
  }
  return Number(position[2]) + 1;
}
