import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classSources } from '../../../../src/domain/anatomy/class-sources.js';
import { COARSE_29 } from '../../../../src/domain/anatomy/coarse-29.js';
import { classesOf, labelByName, labelByValue, labelNames, SOURCE_TAXONOMIES, valueOfLabel } from '../../../../src/domain/anatomy/labels.js';
import { projectRegions, showsOnSlices } from '../../../../src/domain/anatomy/project-regions.js';
import type { EvaluationTaxonomy } from '../../../../src/domain/anatomy/taxonomy.js';

const TARGETS: readonly EvaluationTaxonomy[] = ['COARSE_29', 'FINE_104'];
const shared = join(import.meta.dirname, '../../../../../shared/anatomy');

describe('label vocabularies', () => {
  it('have the published sizes and no label twice', () => {
    const sizes = SOURCE_TAXONOMIES.map((taxonomy) => [taxonomy, labelNames(taxonomy).length, new Set(labelNames(taxonomy)).size]);
    expect(sizes).toEqual([
      ['TOTALSEGMENTATOR_V1', 104, 104],
      ['TOTALSEGMENTATOR_V2', 117, 117],
      ['COARSE_29', 29, 29],
      ['SLICER_CHEST', 7, 7],
      ['BINARY_LESION', 1, 1],
    ]);
  });

  it('give value and label back and forth, and nothing for background or values beyond', () => {
    for (const taxonomy of SOURCE_TAXONOMIES) {
      labelNames(taxonomy).forEach((label, index) => {
        expect(labelByValue(taxonomy, index + 1)).toBe(label);
        expect(valueOfLabel(taxonomy, label)).toBe(index + 1);
      });
      expect(labelByValue(taxonomy, 0)).toBeNull();
      expect(labelByValue(taxonomy, labelNames(taxonomy).length + 1)).toBeNull();
    }
  });

  it.skipIf(!existsSync(shared))('equal the shared JSON (skipped without ../shared)', () => {
    const read = (name: string): Record<string, never> => JSON.parse(readFileSync(join(shared, name), 'utf8')) as Record<string, never>;
    expect(Object.values(read('totalsegmentator-v1.json'))).toEqual(labelNames('TOTALSEGMENTATOR_V1'));
    expect(Object.values(read('totalsegmentator-v2.json'))).toEqual(labelNames('TOTALSEGMENTATOR_V2'));
    expect(read('coarse-29.json')).toEqual(COARSE_29);
  });

  it('every fine class is in exactly one coarse class', () => {
    expect(Object.values(COARSE_29).flat().sort()).toEqual([...classesOf('FINE_104')].sort());
  });

  it('reads other names of coarse structures and leaves unknown ones unknown', () => {
    expect(labelByName('COARSE_29', 'Urinary Bladder')).toBe('urinary_bladder');
    expect(labelByName('COARSE_29', 'kidneys')).toBe('kidney');
    expect(labelByName('COARSE_29', 'tissue')).toBeNull();
    expect(labelByName('TOTALSEGMENTATOR_V2', 'kidneys')).toBeNull();
  });
});

describe('classSources', () => {
  it('gives 97 fine and 28 coarse classes from v2', () => {
    const fine = classSources('TOTALSEGMENTATOR_V2', 'FINE_104');
    const missing = classesOf('FINE_104').filter((name) => !fine.has(name));
    expect(fine.size).toBe(97);
    expect(missing.sort()).toEqual(
      ['face', 'heart_atrium_left', 'heart_atrium_right', 'heart_myocardium', 'heart_ventricle_left', 'heart_ventricle_right', 'pulmonary_artery'].sort(),
    );
    expect(fine.get('sacrum')).toEqual(['sacrum', 'vertebrae_S1']);
    const coarse = classSources('TOTALSEGMENTATOR_V2', 'COARSE_29');
    expect(classesOf('COARSE_29').filter((name) => !coarse.has(name))).toEqual(['face']);
    expect(coarse.get('heart')).toEqual(['heart']);
    expect(coarse.get('great_vessels')).not.toContain('pulmonary_artery');
    expect(coarse.get('sacrum')).toEqual(['sacrum', 'vertebrae_S1']);
  });

  it('gives everything from v1, three coarse classes from slicer-chest and nothing from a lesion', () => {
    expect(classSources('TOTALSEGMENTATOR_V1', 'FINE_104').size).toBe(104);
    expect(classSources('TOTALSEGMENTATOR_V1', 'COARSE_29').size).toBe(29);
    expect([...classSources('SLICER_CHEST', 'COARSE_29').keys()]).toEqual(['lung', 'vertebrae', 'rib']);
    for (const target of TARGETS) expect(classSources('BINARY_LESION', target).size).toBe(0);
  });

  it('names only labels that the source taxonomy has', () => {
    for (const taxonomy of SOURCE_TAXONOMIES) {
      for (const target of TARGETS) {
        for (const [name, sources] of classSources(taxonomy, target)) {
          expect(classesOf(target)).toContain(name);
          expect(sources.length).toBeGreaterThan(0);
          for (const source of sources) expect(labelNames(taxonomy)).toContain(source);
        }
      }
    }
  });
});

describe('projectRegions', () => {
  it('adds the pixels of a union slice by slice', () => {
    const { counts, covers } = projectRegions(
      {
        taxonomy: 'TOTALSEGMENTATOR_V2',
        covers: labelNames('TOTALSEGMENTATOR_V2'),
        regions: [
          { region: 'sacrum', pixelCounts: [5, 2, 0] },
          { region: 'vertebrae_S1', pixelCounts: [0, 3, 4] },
          { region: 'skull', pixelCounts: [1, 1, 1] },
        ],
      },
      'FINE_104',
    );
    expect(counts).toEqual(new Map([['sacrum', [5, 5, 4]]]));
    expect(covers.size).toBe(97);
    expect(covers.has('face')).toBe(false);
  });

  it('does not cover a union of which a part was not looked for, yet keeps what was found', () => {
    const regions = [{ region: 'kidney_left', pixelCounts: [0, 9] }];
    const projected = projectRegions({ taxonomy: 'TOTALSEGMENTATOR_V1', covers: ['kidney_left', 'spleen'], regions }, 'COARSE_29');
    expect([...projected.covers]).toEqual(['spleen']);
    expect(projected.counts.get('kidney')).toEqual([0, 9]);
  });

  it('keeps every voxel of mapped labels, whatever the segmentation (property)', () => {
    const segmentation = fc.constantFrom(...SOURCE_TAXONOMIES).chain((taxonomy) =>
      fc.record({
        taxonomy: fc.constant(taxonomy),
        covers: fc.subarray([...labelNames(taxonomy)]),
        regions: fc
          .subarray([...labelNames(taxonomy)])
          .chain((names) => fc.tuple(...names.map((region) => fc.record({ region: fc.constant(region), pixelCounts: fc.array(fc.nat(50), { minLength: 4, maxLength: 4 }) })))),
      }),
    );
    fc.assert(
      fc.property(segmentation, fc.constantFrom(...TARGETS), (input, target) => {
        const mapped = new Set([...classSources(input.taxonomy, target).values()].flat());
        const expected = input.regions.filter(({ region }) => mapped.has(region)).flatMap(({ pixelCounts }) => pixelCounts);
        const projected = projectRegions(input, target);
        const total = [...projected.counts.values()].flat().reduce((a, b) => a + b, 0);
        expect(total).toBe(expected.reduce((a, b) => a + b, 0));
        const all = projectRegions({ ...input, covers: labelNames(input.taxonomy) }, target);
        expect([...all.covers]).toEqual([...classSources(input.taxonomy, target).keys()]);
        for (const name of projected.covers) expect(all.covers.has(name)).toBe(true);
      }),
    );
  });

  it('shows a class on the slices with enough pixels', () => {
    expect(showsOnSlices([0, 1, 5, 4, 0], 1)).toEqual([1, 2, 3]);
    expect(showsOnSlices([0, 1, 5, 4, 0], 5)).toEqual([2]);
    expect(showsOnSlices([], 1)).toEqual([]);
  });
});
