import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asId } from '../../../../src/domain/ids.js';
import type { VolumeId } from '../../../../src/domain/ids.js';
import { aggregateHits } from '../../../../src/domain/ranking/aggregate-hits.js';
import { rankByLateInteraction } from '../../../../src/domain/ranking/late-interaction.js';
import { selectCandidates } from '../../../../src/domain/ranking/select-candidates.js';
import { orderSliceHits } from '../../../../src/domain/ranking/slice-hit.js';
import { supportingSlices } from '../../../../src/domain/ranking/supporting-slices.js';

const volume = (name: string): VolumeId => asId('Volume', `vol_${name}`);
const hashOf = (id: VolumeId): string => id;
const hit = (name: string, slice: number, similarity: number) => ({ volumeId: volume(name), slice, similarity });
const names = (ranked: readonly { readonly volumeId: VolumeId }[]): readonly string[] => ranked.map(({ volumeId }) => volumeId.slice(4));

describe('stage 1', () => {
  // Two slices of a, one of b and c; a has most votes, b the best hit, c and b the larger sums.
  const hits = [[hit('a', 0, 0.2), hit('b', 3, 0.9)], [hit('a', 1, 0.3), hit('c', 5, 0.6)]];

  it('counts votes, takes the best or sums', () => {
    expect(names(aggregateHits(hits, 'COUNT', hashOf))).toEqual(['a', 'b', 'c']);
    expect(names(aggregateHits(hits, 'MAX', hashOf))).toEqual(['b', 'c', 'a']);
    expect(names(aggregateHits(hits, 'SUM', hashOf))).toEqual(['b', 'c', 'a']);
    expect(aggregateHits(hits, 'COUNT', hashOf)[0]).toMatchObject({ rank: 1, score: 2, sum: 0.5, hitSlices: [1, 0] });
  });

  it('breaks ties by the larger sum, rounded to 1e-6, then by the smaller hash', () => {
    expect(names(aggregateHits([[hit('b', 0, 0.5), hit('a', 0, 0.6)]], 'COUNT', hashOf))).toEqual(['a', 'b']);
    expect(names(aggregateHits([[hit('b', 0, 0.5 + 1e-8), hit('a', 0, 0.5)]], 'COUNT', hashOf))).toEqual(['a', 'b']);
    expect(names(aggregateHits([[hit('b', 0, 0.5 + 1e-5), hit('a', 0, 0.5)]], 'COUNT', hashOf))).toEqual(['b', 'a']);
  });

  it('orders equal slices by hash, then by index', () => {
    expect(orderSliceHits([hit('b', 0, 0.5), hit('a', 2, 0.5), hit('a', 1, 0.5), hit('c', 0, 0.7)], hashOf)).toEqual([
      hit('c', 0, 0.7), hit('a', 1, 0.5), hit('a', 2, 0.5), hit('b', 0, 0.5),
    ]);
  });

  it('does not depend on the order in which a server returns hits, and loses no vote', () => {
    const anyHit = fc.record({ volumeId: fc.constantFrom('a', 'b', 'c').map(volume), slice: fc.nat(5), similarity: fc.float({ min: -1, max: 1, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(fc.array(anyHit, { maxLength: 6 }), { maxLength: 6 }), (rows) => {
        const ranked = aggregateHits(rows, 'COUNT', hashOf);
        expect(aggregateHits(rows.map((row) => [...row].reverse()), 'COUNT', hashOf).map(({ volumeId, score }) => [volumeId, score])).toEqual(
          ranked.map(({ volumeId, score }) => [volumeId, score]),
        );
        expect(ranked.reduce((sum, { score }) => sum + score, 0)).toBe(rows.flat().length);
      }),
    );
  });

  it('takes candidates by hit, by count or from the gallery', () => {
    const stage1 = aggregateHits(hits, 'COUNT', hashOf);
    const eligible = ['d', 'c', 'b', 'a'].map(volume);
    const select = (candidates: Parameters<typeof selectCandidates>[1]) => selectCandidates(stage1, candidates, eligible, hashOf).map((id) => id.slice(4));
    expect(select({ kind: 'HIT' })).toEqual(['a', 'b', 'c']);
    expect(select({ kind: 'FIRST', count: 2 })).toEqual(['a', 'b']);
    expect(select({ kind: 'FIRST', count: 9 })).toEqual(['a', 'b', 'c']);
    expect(select({ kind: 'GALLERY' })).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('stage 2', () => {
  const candidates = [
    { volumeId: volume('a'), best: [0.5, 0.25, 0.5], argmax: [7, 7, 2] },
    { volumeId: volume('b'), best: [0.75, 0.75, -0.5], argmax: [0, 1, 1] },
  ];

  it('sums the best similarity of each query slice and keeps the alignment', () => {
    const [first, second] = rankByLateInteraction(candidates, hashOf);
    expect(first).toMatchObject({ volumeId: volume('a'), rank: 1, score: 1.25, mean: 1.25 / 3, supportingSlices: [2, 7] });
    expect(second).toMatchObject({ volumeId: volume('b'), rank: 2, score: 1, supportingSlices: [0, 1] });
  });

  it('ranks some rows of a query as that part alone would be ranked', () => {
    expect(names(rankByLateInteraction(candidates, hashOf, [0, 1]))).toEqual(['b', 'a']);
  });

  it('gives the distinct slices with the highest best similarity, lower index on ties', () => {
    const matches = [[4, 0.1], [2, 0.5], [4, 0.9], [1, 0.5]].map(([slice, similarity], queryRow) => ({ queryRow, slice: slice!, similarity: similarity! }));
    expect(supportingSlices(matches)).toEqual([4, 1, 2]);
    expect(supportingSlices(matches, 2)).toEqual([4, 1]);
  });
});
