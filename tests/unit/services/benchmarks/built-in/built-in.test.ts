import { describe, expect, it } from 'vitest';
import { BUILT_IN_NAMES, builtInBenchmark } from '../../../../../src/services/benchmarks/built-in/built-in.js';
import { MOST_CELLS, expandConfigs } from '../../../../../src/services/benchmarks/document/expand-document.js';

const request = { gallery: { dataset: 'archive' }, queries: null, encoders: [{ model: 'a' }, { model: 'b' }] };

describe('ready-made benchmarks', () => {
  it.each(BUILT_IN_NAMES)('%s is a valid document that fits', (name) => {
    const document = builtInBenchmark(name, request);
    expect(document.name).toBe(name);
    const builds = document.indexes.reduce((sum, index) => sum + ('builds' in index ? index.builds : 1), 0);
    expect(expandConfigs(document).length * builds * document.encoders.length).toBeLessThan(MOST_CELLS);
  });

  it('paper asks about the test split and finds in the training split, in every mode before and after re-ranking', () => {
    const document = builtInBenchmark('paper', request);
    expect(document).toMatchObject({ gallery: { dataset: 'archive', splits: ['TRAIN'] }, queries: { dataset: 'archive', splits: ['TEST'] } });
    expect(expandConfigs(document).map(({ name }) => name)).toEqual([
      'SLICE',
      ...['VOLUME', 'REGION', 'LOCALIZED'].flatMap((mode) => [`${mode} COUNT`, `${mode} COUNT + re-ranking`]),
    ]);
    const elsewhere = builtInBenchmark('paper', { ...request, queries: { dataset: 'other', splits: ['VALIDATION'] } });
    expect(elsewhere.queries).toEqual({ dataset: 'other', splits: ['VALIDATION'] });
  });

  it('candidates goes from five to the whole gallery, and indexes builds approximate ones five times', () => {
    expect(builtInBenchmark('candidates', request).candidates).toEqual([5, 10, 20, 50, 100, 200, 'HIT', 'GALLERY']);
    expect(builtInBenchmark('indexes', request).indexes.map((index) => [index.kind, 'builds' in index ? index.builds : 1])).toEqual([['EXACT', 1], ['FLAT', 1], ['HNSW', 5], ['IVF_FLAT', 5]]);
  });
});
