import { describe, expect, it } from 'vitest';
import { checkDocument } from '../../../../../src/services/benchmarks/document/parse-document.js';
import { expandConfigs, expandControls } from '../../../../../src/services/benchmarks/document/expand-document.js';
import type { WrittenBenchmark } from '../../../../../src/services/benchmarks/document/benchmark-document.js';

const document = (change: Partial<WrittenBenchmark>) => checkDocument({ version: 1, name: 'n', gallery: { dataset: 'd' }, encoders: [{ model: 'm' }], modes: ['VOLUME'], ...change });
const names = (change: Partial<WrittenBenchmark>): readonly string[] => expandConfigs(document(change)).map(({ name }) => name);

describe('the configurations of a benchmark', () => {
  it('are every combination that means something, once', () => {
    expect(names({ modes: ['SLICE', 'VOLUME'], aggregations: ['COUNT', 'MAX'], k: [1, 5], candidates: ['HIT', 10, 'GALLERY'] })).toEqual([
      'SLICE',
      'VOLUME COUNT',
      'VOLUME COUNT k=5',
      'VOLUME MAX',
      'VOLUME MAX k=5',
      'VOLUME COUNT + re-ranking',
      'VOLUME COUNT k=5 + re-ranking',
      'VOLUME MAX + re-ranking',
      'VOLUME MAX k=5 + re-ranking',
      'VOLUME COUNT + re-ranking of 10',
      'VOLUME COUNT k=5 + re-ranking of 10',
      'VOLUME MAX + re-ranking of 10',
      'VOLUME MAX k=5 + re-ranking of 10',
      'VOLUME re-ranking of all',
    ]);
  });

  it('carry what the document says of all of them', () => {
    const [one] = expandConfigs(document({ modes: ['LOCALIZED'], sliceSpacing: 5, skipFlagged: true, supportingSlices: 5, localizationThreshold: 0.4, minPixels: 9, classes: ['liver'] }));
    expect(one?.config).toEqual({
      ...{ mode: 'LOCALIZED', k: 1, aggregation: 'COUNT', candidates: { kind: 'HIT' }, reRanking: 'NONE' },
      ...{ sliceSpacing: 5, skipFlagged: true, supportingSlices: 5, localizationThreshold: 0.4, minPixels: 9, classes: ['liver'], label: null, crop: 'NONE' },
    });
  });

  it('say which figures are wanted, and are as before where these are the usual ones', () => {
    const figures = (change: Partial<WrittenBenchmark>) => expandConfigs(document(change))[0]?.config.figures;
    expect(figures({})).toBeUndefined();
    expect(figures({ taxonomies: ['FINE_104', 'COARSE_29'] })).toBeUndefined();
    expect(figures({ taxonomies: ['FINE_104'], depths: [10, 1], seed: 7 })).toEqual({ taxonomies: ['FINE_104'], depths: [1, 10], seed: 7 });
    expect(expandControls(document({ seed: 7 }))[0]?.config.figures).toEqual({ seed: 7 });
    expect(() => expandConfigs(document({ depths: [5, 5] }))).toThrow(/depths.1/u);
    expect(() => expandConfigs(document({ perturbations: [{ kind: 'NOISE', deviation: 5 }, { kind: 'NOISE', deviation: 5 }] }))).toThrow(/perturbations.1/u);
  });

  it('are measured for controls once a mode, whatever the lists', () => {
    const controls = expandControls(document({ modes: ['SLICE', 'REGION'], aggregations: ['COUNT', 'SUM'], k: [1, 3], candidates: [5] }));
    expect(controls.map(({ name, control }) => [name, control])).toEqual([
      ['RANDOM SLICE', 'RANDOM'],
      ['RANDOM REGION', 'RANDOM'],
      ['WIDEST SLICE', 'WIDEST'],
      ['WIDEST REGION', 'WIDEST'],
    ]);
  });

  it('judge VOLUME by each label in place of what slices show, and other modes by the latter', () => {
    const labels = ['tumour', { name: 'stage', order: ['I', 'II'] }];
    const written = document({ modes: ['VOLUME', 'REGION'], reRankings: ['NONE'], labels });
    expect(expandConfigs(written).map(({ name, config }) => [name, config.label])).toEqual([
      ['VOLUME COUNT, told by tumour', { name: 'tumour', order: null }],
      ['VOLUME COUNT, told by stage', { name: 'stage', order: ['I', 'II'] }],
      ['REGION COUNT', null],
    ]);
    expect(expandControls(written).map(({ name }) => name)).toEqual(['RANDOM REGION', 'WIDEST REGION']);
    expect(() => expandConfigs(document({ modes: ['REGION'], labels }))).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', path: 'labels' }));
  });

  it('compare regions whole and cropped, and whole volumes whole', () => {
    expect(names({ modes: ['VOLUME', 'REGION', 'LOCALIZED'], reRankings: ['NONE'], crops: ['NONE', 'BOUNDING_BOX'] })).toEqual(['VOLUME COUNT', 'REGION COUNT', 'REGION COUNT, cropped', 'LOCALIZED COUNT', 'LOCALIZED COUNT, cropped']);
    expect(expandControls(document({ modes: ['REGION'], crops: ['BOUNDING_BOX'] })).map(({ name, config }) => [name, config.crop])).toEqual([['RANDOM REGION', 'NONE'], ['WIDEST REGION', 'NONE']]);
  });

  const repeated: readonly [Partial<WrittenBenchmark>, string][] = [
    [{ modes: ['VOLUME', 'REGION', 'VOLUME'] }, 'modes.2'],
    [{ candidates: ['HIT', 5, 5] }, 'candidates.2'],
    [{ encoders: [{ model: 'm' }, { model: 'm' }] }, 'encoders.1'],
    [{ labels: ['tumour', { name: 'tumour' }] }, 'labels.1'],
    [{ indexes: [{ kind: 'HNSW' }, { kind: 'HNSW', m: 16 }] }, 'indexes.1'],
  ];
  it.each(repeated)('are refused where cells would be measured twice: %j', (change, path) => {
    expect(() => expandConfigs(document(change))).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', path }));
  });
});
