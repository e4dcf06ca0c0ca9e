import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { VolumeId } from '../../domain/ids.js';
import type { Matrix } from '../../domain/matrix.js';
import type { QueryCrop } from '../../domain/ranking/retrieval-config.js';
import type { SliceHitLike } from '../../domain/ranking/slice-hit.js';
import type { OpenIndex } from '../search/ranker.js';

/** The nearest slices of a query, and how long it took to find them when they were searched for. */
export interface TimedHits {
  readonly hits: readonly (readonly SliceHitLike[])[];
  readonly milliseconds: number;
  /** Whether the index had been asked nothing before by this worker. */
  readonly cold: boolean;
}

export interface HitsRequest {
  readonly open: OpenIndex;
  readonly queryVolumeId: VolumeId;
  /** Which rows of the query's embedding `vectors` are; of cropped ones, which of its crops. */
  readonly rows: readonly number[];
  readonly crop: QueryCrop;
  readonly vectors: Matrix;
  readonly eligible: readonly VolumeId[];
  readonly k: number;
  /** Whether the index has been asked nothing yet by this worker. */
  readonly cold: boolean;
  readonly signal: AbortSignal;
}

export type FindHits = (request: HitsRequest) => Promise<TimedHits>;

/** About what a hit takes in memory. */
const BYTES_A_HIT = 120;

/**
 * Stage 1, shared between the cells of a benchmark that differ only in what is made of its hits: each query is searched for once in
 * one state of an index, and later cells are told the time that it took. Kept in memory, bounded in bytes; what was dropped is searched again.
 */
export function createSharedHits(maxBytes: number): FindHits {
  const kept = new LRUCache<string, TimedHits>({ maxSize: maxBytes, sizeCalculation: ({ hits }) => 1_000 + BYTES_A_HIT * hits.reduce((sum, row) => sum + row.length, 0) });
  return async (request) => {
    const key = keyOf(request);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const { open, vectors, eligible, k, cold, signal } = request;
    const started = performance.now();
    const hits = await open.nearestSlices(vectors, { eligible, k, signal });
    const found = { hits, milliseconds: performance.now() - started, cold };
    kept.set(key, found);
    return found;
  };
}

function keyOf({ open: { index }, queryVolumeId, rows, crop, eligible, k }: HitsRequest): string {
  const asked = createHash('sha256').update(rows.join(' ')).update('\n').update(eligible.join(' ')).digest('hex');
  return `${index.id}/${index.generation}/${queryVolumeId}/${crop}/${k}/${asked}`;
}
