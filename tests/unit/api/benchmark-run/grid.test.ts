import 'reflect-metadata';
import { describe, expect, it } from 'vitest';
import type { StartBenchmarkInput } from '../../../../src/api/benchmark-run/benchmark-run.input.js';
import { benchmarkCells } from '../../../../src/api/benchmark-run/grid.js';
import { asId } from '../../../../src/domain/ids.js';

const INDEX = { id: asId('VectorIndex', 'idx_1'), name: 'index' };
const input = (change: Partial<StartBenchmarkInput>): StartBenchmarkInput => ({
  ...{ name: 'grid', snapshotId: 'snap_1', indexIds: [INDEX.id], modes: ['VOLUME'], aggregations: ['COUNT'], reRankings: ['NONE'], controls: [], k: 1, candidates: 'HIT', crops: ['NONE'] },
  ...{ minPixels: 1, skipFlagged: false, supportingSlices: 15, localizationThreshold: 0.5 },
  ...change,
});

describe('a grid', () => {
  it('asks about regions whole and cropped, and crops neither slices, volumes nor controls', () => {
    const cells = benchmarkCells(input({ modes: ['SLICE', 'VOLUME', 'REGION', 'LOCALIZED'], crops: ['NONE', 'BOUNDING_BOX', 'NONE'], controls: ['RANDOM'], labels: [{ name: 'stage' }] }), [INDEX]);
    expect(cells.map(({ name, config: { crop } }) => [name, crop])).toEqual([
      ['index SLICE', 'NONE'],
      ['index VOLUME COUNT, told by stage', 'NONE'],
      ['index REGION COUNT', 'NONE'],
      ['index REGION COUNT, cropped', 'BOUNDING_BOX'],
      ['index LOCALIZED COUNT', 'NONE'],
      ['index LOCALIZED COUNT, cropped', 'BOUNDING_BOX'],
      ...['SLICE', 'REGION', 'LOCALIZED'].map((mode) => [`RANDOM ${mode}`, 'NONE']),
    ]);
  });

  it('has each configuration once', () => {
    expect(benchmarkCells(input({ modes: ['REGION', 'REGION'], aggregations: ['COUNT', 'MAX', 'COUNT'], reRankings: ['NONE', 'LATE_INTERACTION'] }), [INDEX]).map(({ name }) => name)).toEqual([
      'index REGION COUNT',
      'index REGION COUNT + re-ranking',
      'index REGION MAX',
      'index REGION MAX + re-ranking',
    ]);
  });
});
