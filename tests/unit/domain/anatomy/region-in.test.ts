import { describe, expect, it } from 'vitest';
import { regionIn } from '../../../../src/domain/anatomy/region-in.js';

describe('a region in a segmentation', () => {
  const covers = ['kidney_right', 'kidney_left', 'spleen', 'lung_upper_lobe_left'];
  const segmentation = { taxonomy: 'TOTALSEGMENTATOR_V2' as const, covers, regions: [{ region: 'kidney_left', pixelCounts: [0, 2, 1] }, { region: 'kidney_right', pixelCounts: [3, 0, 1] }] };

  it('is a label of it, or else a class: the union of its labels', () => {
    expect(regionIn(segmentation, 'kidney_left')).toEqual([0, 2, 1]);
    expect(regionIn(segmentation, 'kidney')).toEqual([3, 2, 2]);
  });

  it('is absent where it was looked for in vain, and unknown where it was not, or in part alone', () => {
    expect(regionIn(segmentation, 'spleen')).toEqual([]);
    expect(regionIn(segmentation, 'liver')).toBeNull();
    expect(regionIn(segmentation, 'lung')).toBeNull();
    expect(regionIn(segmentation, 'no such class')).toBeNull();
  });
});
