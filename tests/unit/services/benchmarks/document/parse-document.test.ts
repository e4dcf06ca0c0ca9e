import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../../../src/services/benchmarks/document/parse-document.js';

const WHOLE = `
version: 1
name: liver
gallery: { dataset: archive, splits: [TRAIN] }
queries: { dataset: archive, splits: [TEST] }
encoders:
  - { model: efficientnet-lite0, window: { center: 40, width: 350 } }
indexes:
  - { kind: HNSW, builds: 3 }
modes: [VOLUME, LOCALIZED]
candidates: [HIT, 20, GALLERY]
classes: [liver]
`;

function refusal(text: string): { readonly code?: string; readonly path?: string; readonly message?: string } {
  try {
    parseDocument(text);
    return {};
  } catch (error) {
    return error as { code: string; path: string };
  }
}

describe('a benchmark document', () => {
  it('is read from YAML with every default filled in', () => {
    expect(parseDocument(WHOLE)).toEqual({
      version: 1,
      name: 'liver',
      gallery: { dataset: 'archive', splits: ['TRAIN'] },
      queries: { dataset: 'archive', splits: ['TEST'] },
      encoders: [{ model: 'efficientnet-lite0', window: { center: 40, width: 350 } }],
      indexes: [{ kind: 'HNSW', m: 16, efConstruction: 200, ef: 64, builds: 3 }],
      modes: ['VOLUME', 'LOCALIZED'],
      aggregations: ['COUNT'],
      k: [1],
      reRankings: ['NONE', 'LATE_INTERACTION'],
      candidates: ['HIT', 20, 'GALLERY'],
      controls: ['RANDOM', 'WIDEST', 'PIXELS'],
      classes: ['liver'],
      minPixels: 1,
      skipFlagged: false,
      supportingSlices: 15,
      localizationThreshold: 0.5,
      crops: ['NONE'],
    });
  });

  it('is the same in JSON', () => {
    const document = parseDocument(WHOLE);
    expect(parseDocument(JSON.stringify(document))).toEqual(document);
  });

  it.each([
    ['name: liver', 'name: ""', 'name'],
    ['version: 1', 'version: 2', 'version'],
    ['splits: [TRAIN]', 'splits: [TRAINING]', 'gallery.splits.0'],
    ['modes: [VOLUME, LOCALIZED]', 'modes: []', 'modes'],
    ['modes: [VOLUME, LOCALIZED]', 'modes: [VOLUME, WHOLE]', 'modes.1'],
    ['kind: HNSW, builds: 3', 'kind: DISKANN', 'indexes.0.kind'],
    ['builds: 3', 'builds: 30', 'indexes.0.builds'],
    ['candidates: [HIT, 20, GALLERY]', 'candidates: [0]', 'candidates.0'],
    ['candidates: [HIT, 20, GALLERY]', 'k: [2000]', 'k.0'],
    ['candidates: [HIT, 20, GALLERY]', 'localizationThreshold: 1.5', 'localizationThreshold'],
    ['candidates: [HIT, 20, GALLERY]', 'candidate: [HIT]', 'candidate'],
    ['candidates: [HIT, 20, GALLERY]', 'crops: [CIRCLE]', 'crops.0'],
    ['candidates: [HIT, 20, GALLERY]', 'labels: []', 'labels'],
    ['candidates: [HIT, 20, GALLERY]', 'labels: [tumour, ""]', 'labels.1'],
    ['candidates: [HIT, 20, GALLERY]', 'labels: [{ name: stage, order: [I] }]', 'labels.0.order'],
    ['candidates: [HIT, 20, GALLERY]', 'depths: [1, 0]', 'depths.1'],
    ['candidates: [HIT, 20, GALLERY]', 'depths: [1.5]', 'depths.0'],
    ['candidates: [HIT, 20, GALLERY]', 'taxonomies: [COARSE_29, FINE_117]', 'taxonomies.1'],
    ['candidates: [HIT, 20, GALLERY]', 'seed: -1', 'seed'],
    ['candidates: [HIT, 20, GALLERY]', 'perturbations: [{ kind: NOISE, deviation: 0 }]', 'perturbations.0.deviation'],
    ['candidates: [HIT, 20, GALLERY]', 'perturbations: [{ kind: FLIP, axis: LEFT_RIGHT }, { kind: FLIP, axis: UP }]', 'perturbations.1.axis'],
    ['candidates: [HIT, 20, GALLERY]', 'perturbations: [{ kind: CROP }]', 'perturbations.0.inPlane'],
    ['candidates: [HIT, 20, GALLERY]', 'perturbations: [{ kind: BLUR }]', 'perturbations.0.kind'],
    ['width: 350', 'width: 0', 'encoders.0.window.width'],
  ])('with %s as %s is refused at %s', (from, to, path) => {
    expect(refusal(WHOLE.replace(from, to))).toMatchObject({ code: 'INVALID_INPUT', path });
  });

  it('that is no document at all is refused with the line', () => {
    expect(refusal('name: [unclosed')).toMatchObject({ code: 'INVALID_INPUT', path: 'line 1' });
    expect(refusal('just words')).toMatchObject({ code: 'INVALID_INPUT', path: 'document' });
    expect(refusal(`name: ${'x'.repeat(100_001)}`)).toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  it('cannot grow by aliases', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]', ...'bcdefg'.split('').map((name, at) => `${name}: &${name} [${new Array(10).fill(`*${'abcdef'[at]}`).join(', ')}]`)].join('\n');
    expect(refusal(bomb)).toMatchObject({ code: 'INVALID_INPUT' });
  });
});
