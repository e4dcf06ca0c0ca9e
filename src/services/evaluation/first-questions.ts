import { LRUCache } from 'lru-cache';
import type { VectorIndexRecord } from '../ports/records.js';

/** More states of indexes than a worker meets between two restarts. */
const REMEMBERED = 10_000;

/** Tells of each question whether it is the first that this worker puts to an index in its present state, which then has to be loaded. */
export function createFirstQuestions(): (index: Pick<VectorIndexRecord, 'id' | 'generation'>) => boolean {
  const asked = new LRUCache<string, true>({ max: REMEMBERED });
  return ({ id, generation }) => {
    const key = `${id}/${generation}`;
    if (asked.has(key)) return false;
    asked.set(key, true);
    return true;
  };
}
