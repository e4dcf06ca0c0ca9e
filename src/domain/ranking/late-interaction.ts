import type { VolumeId } from '../ids.js';
import { compareScored } from './score-order.js';
import type { VoxelHashOf } from './slice-hit.js';
import { supportingSlices } from './supporting-slices.js';
import type { RowMatch } from './supporting-slices.js';

/** What the similarity kernel found for one candidate: for each query row its best slice. */
export interface CandidateSimilarities {
  readonly volumeId: VolumeId;
  /** [query rows], cosine similarity. */
  readonly best: ArrayLike<number>;
  /** [query rows], the slice where it lies (lowest on ties). */
  readonly argmax: ArrayLike<number>;
}

/** A candidate in its place after stage 2. */
export interface Stage2Volume {
  readonly volumeId: VolumeId;
  /** 1, 2, … */
  readonly rank: number;
  /** S(Q, V) = Σ_i max_j ⟨q_i, v_j⟩, in float64, in slice order. */
  readonly score: number;
  /** S / m: the mean best similarity of a query slice. */
  readonly mean: number;
  /** Distinct argmax slices, best first. */
  readonly supportingSlices: readonly number[];
  /** The alignment i → argmax_j, one entry a query row. */
  readonly matches: readonly RowMatch[];
}

/**
 * Stage 2, late interaction (ColBERT's MaxSim).
 *
 * @param rows which rows of the query count, ascending; all when absent. A region's ranking reuses its volume's similarities so.
 */
export function rankByLateInteraction(
  candidates: readonly CandidateSimilarities[],
  hashOf: VoxelHashOf,
  rows?: readonly number[],
): readonly Stage2Volume[] {
  return candidates
    .map((candidate) => {
      const matches = matchesOf(candidate, rows);
      const score = matches.reduce((total, match) => total + match.similarity, 0);
      return { volumeId: candidate.volumeId, voxelHash: hashOf(candidate.volumeId), matches, score, sum: score };
    })
    .sort(compareScored)
    .map(({ volumeId, score, matches }, position) => ({
      volumeId,
      rank: position + 1,
      score,
      mean: matches.length === 0 ? 0 : score / matches.length,
      supportingSlices: supportingSlices(matches),
      matches,
    }));
}

function matchesOf({ best, argmax }: CandidateSimilarities, rows?: readonly number[]): readonly RowMatch[] {
  const counted = rows ?? Array.from({ length: best.length }, (_, row) => row);
  return counted.map((row, queryRow) => {
    const similarity = best[row];
    const slice = argmax[row];
    if (similarity === undefined || slice === undefined) throw new RangeError(`query row ${row} of ${best.length}`);
    return { queryRow, slice, similarity };
  });
}
