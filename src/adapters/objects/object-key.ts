import { VoxseekError } from '../../domain/errors/voxseek-error.js';

const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$/u;
const LONGEST = 900;

/** Segments of a key, which name no directory above and no hidden file. Throws INVALID_INPUT. */
export function keySegments(key: string): readonly string[] {
  const segments = key.split('/');
  if (key.length > LONGEST || !segments.every((segment) => SEGMENT.test(segment))) {
    throw new VoxseekError('INVALID_INPUT', `"${key.slice(0, 100)}" is no object key: segments of A–Z a–z 0–9 . _ - that do not begin with a dot, separated by /.`, { path: 'key' });
  }
  return segments;
}

/** Segments of a prefix that ends in `/`. Throws INVALID_INPUT. */
export function prefixSegments(prefix: string): readonly string[] {
  if (!prefix.endsWith('/')) throw new VoxseekError('INVALID_INPUT', `The prefix "${prefix.slice(0, 100)}" must end in /.`, { path: 'prefix' });
  return keySegments(prefix.slice(0, -1));
}
