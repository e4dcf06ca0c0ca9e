import { describe, expect, it } from 'vitest';
import { DEFAULT_RETRIEVAL_CONFIG } from '../../../../src/domain/ranking/retrieval-config.js';
import { bytesText, countText, intervalText, millisecondsText, pairText, plural, pText, rankingText, shareText, signedIntervalText, signedText, withoutShared } from '../../../../src/services/report/words.js';

describe('figures in words', () => {
  it('writes shares without the leading zero, and a real minus', () => {
    expect([0.7671, 1, 0, -0.0324, -16.2, null].map(shareText)).toEqual(['.767', '1.000', '.000', '−.032', '−16.200', '—']);
    expect([0.0312, -0.012, 0.0004, -0.0004].map(signedText)).toEqual(['+.031', '−.012', '.000', '.000']);
    expect([intervalText({ low: 0.7, high: 1 }), intervalText(null)]).toEqual(['.70 – 1.00', '—']);
    expect([signedIntervalText({ low: -0.0964, high: 0.051 }), signedIntervalText({ low: -0.0003, high: 0 }), signedIntervalText(null)]).toEqual(['−.096 … +.051', '.000 … .000', '—']);
  });

  it('gives counts, times and p as precisely as they are worth', () => {
    expect([0, 999, 1204, 1234567].map(countText)).toEqual(['0', '999', '1,204', '1,234,567']);
    expect([0.123, 8.34, 152.4].map(millisecondsText)).toEqual(['0.12', '8.3', '152']);
    expect([0.0001, 0.0099, 1].map(pText)).toEqual(['< .001', '.010', '1.000']);
    expect([plural(1, 'patient'), plural(24, 'patient')]).toEqual(['1 patient', '24 patients']);
  });

  it('tells rankings apart by what shapes them', () => {
    const config = DEFAULT_RETRIEVAL_CONFIG;
    const ranked = { ...config, reRanking: 'LATE_INTERACTION' } as const;
    expect(
      [config, { ...config, k: 3 }, ranked, { ...ranked, candidates: { kind: 'FIRST', count: 5 } } as const, { ...ranked, candidates: { kind: 'GALLERY' } } as const, { ...config, mode: 'SLICE' } as const].map((one) =>
        rankingText({ config: one, control: null }),
      ),
    ).toEqual(['COUNT', 'COUNT, k = 3', 'COUNT, re-ranked, HIT', 'COUNT, re-ranked, C = 5', 're-ranked, GALLERY', 'top-1 slice']);
    expect(rankingText({ config, control: 'WIDEST' })).toBe('—');
  });
});

describe('cells beside each other', () => {
  it.each([
    ['A · EXACT · COUNT', 'A · HNSW · COUNT', 'A · COUNT: EXACT − HNSW'],
    ['EXACT · COUNT, re-ranked, C = 3', 'EXACT · COUNT, re-ranked, C = 8', 'EXACT · COUNT, re-ranked: C = 3 − C = 8'],
    ['EXACT · COUNT', 'EXACT · COUNT, re-ranked, C = 8', 'EXACT: COUNT − COUNT, re-ranked, C = 8'],
    ['EXACT · COUNT', 'HNSW · MAX', 'EXACT · COUNT − HNSW · MAX'],
    ['COUNT', 'COUNT', 'COUNT − COUNT'],
    ['A', 'A · EXACT', 'A − A · EXACT'],
  ])('are told apart by what differs: %s, %s', (first, second, text) => {
    expect(pairText(first, second)).toBe(text);
  });

  it('leave out what all share', () => {
    expect(withoutShared(['A · EXACT · COUNT', 'A · HNSW · COUNT', 'A · HNSW · MAX'])).toEqual({ shared: 'A', short: new Map([['A · EXACT · COUNT', 'EXACT · COUNT'], ['A · HNSW · COUNT', 'HNSW · COUNT'], ['A · HNSW · MAX', 'HNSW · MAX']]) });
    expect(withoutShared(['A · EXACT', 'A']).shared).toBe('');
    expect(withoutShared(['A · EXACT', 'A · EXACT'])).toEqual({ shared: '', short: new Map([['A · EXACT', 'A · EXACT']]) });
  });

  it('and sizes are given in as few digits as tell them apart', () => {
    expect([0, 640, 1_536, 1_707_520, 24 * 2 ** 30, 3 * 2 ** 50].map(bytesText)).toEqual(['0 B', '640 B', '1.5 KB', '1.6 MB', '24 GB', '3072 TB']);
  });
});
