import type { PatientId } from '../../ids.js';

/** Where the relevant items of a topic came in its ranked list: all that a metric at depth needs to know of it. */
export interface TopicHits {
  /** The ranks, from 1 on and ascending, of the relevant items in the list. Items that are not in the list are misses. */
  readonly hits: Uint32Array;
  /** Relevant items in the eligible gallery, in the list or not; at least 1. */
  readonly relevant: number;
  /** Items in the eligible gallery, at least `relevant`. */
  readonly eligible: number;
}

/** A query with one class that some eligible item shows. */
export interface Topic extends TopicHits {
  readonly query: string;
  readonly region: string;
  readonly patientId: PatientId;
}

/** How many relevant items came among the first k. */
export function hitsWithin({ hits }: TopicHits, k: number): number {
  let count = 0;
  while (count < hits.length && hits[count]! <= k) count += 1;
  return count;
}
