import { describe, expect, it } from 'vitest';
import { asId } from '../../../../src/domain/ids.js';
import { createSharedHits } from '../../../../src/services/evaluation/shared-hits.js';
import type { HitsRequest } from '../../../../src/services/evaluation/shared-hits.js';
import type { OpenIndex } from '../../../../src/services/search/ranker.js';
import { record } from '../../../testkit/seed.js';

const VOLUMES = ['vol_a', 'vol_b'].map((id) => asId('Volume', id));

function openWith(generation: number): { readonly open: OpenIndex; readonly searches: () => number } {
  let searches = 0;
  const open = {
    index: record.index(asId('Recipe', 'rec_1'), { id: asId('VectorIndex', 'idx_1'), generation }),
    nearestSlices: () => {
      searches += 1;
      return Promise.resolve([[{ volumeId: VOLUMES[0]!, slice: searches, similarity: 1 }]]);
    },
  } as unknown as OpenIndex;
  return { open, searches: () => searches };
}

const request = (open: OpenIndex, change: Partial<HitsRequest> = {}): HitsRequest => ({
  ...{ open, queryVolumeId: VOLUMES[1]!, rows: [0, 1], crop: 'NONE', vectors: { rows: 2, columns: 1, data: new Float32Array(2) }, eligible: [VOLUMES[0]!], k: 1, cold: true },
  signal: new AbortController().signal,
  ...change,
});

describe('hits that cells share', () => {
  it('are searched for once, and told with the time that it took', async () => {
    const { open, searches } = openWith(1);
    const find = createSharedHits(1_000_000);
    const first = await find(request(open));
    expect(first.cold).toBe(true);
    expect(await find(request(open, { cold: false }))).toEqual(first);
    expect(searches()).toBe(1);
    expect(first.milliseconds).toBeGreaterThanOrEqual(0);
  });

  it.each([
    ['k', { k: 2 }],
    ['crop', { crop: 'BOUNDING_BOX' as const }],
    ['query', { queryVolumeId: VOLUMES[0]! }],
    ['rows', { rows: [0, 2] }],
    ['gallery', { eligible: VOLUMES }],
  ] as const)('are searched for again for another %s', async (_, change) => {
    const { open, searches } = openWith(1);
    const find = createSharedHits(1_000_000);
    await find(request(open));
    await find(request(open, change));
    expect(searches()).toBe(2);
  });

  it('are searched for again once the index has changed, and when there is no room to keep them', async () => {
    const find = createSharedHits(1_000_000);
    const [before, after] = [openWith(1), openWith(2)];
    await find(request(before.open));
    await find(request(after.open));
    expect([before.searches(), after.searches()]).toEqual([1, 1]);
    const cramped = createSharedHits(100);
    await cramped(request(before.open));
    await cramped(request(before.open));
    expect(before.searches()).toBe(3);
  });
});
