import type { VectorIndexId } from '../../domain/ids.js';

const safe = (text: string): string => text.replaceAll(/[^A-Za-z0-9_]/gu, '_');

/** Collections are reachable only through the record of their index, whose id is not guessable. */
export function collectionName(indexId: VectorIndexId, build: string): string {
  return `voxseek_${safe(indexId)}_${safe(build)}`;
}

/** What outside tools may call the collection in use. */
export function aliasOf(indexId: VectorIndexId): string {
  return `voxseek_${safe(indexId)}`;
}
