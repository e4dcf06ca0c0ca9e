import { describe, expect, it } from 'vitest';
import { codedNames } from '../../../../src/domain/anatomy/coded-names.js';
import { labelNames, SOURCE_TAXONOMIES } from '../../../../src/domain/anatomy/labels.js';
import { labelOfStructure, nameKey, structureNames } from '../../../../src/domain/anatomy/structure-names.js';
import { STRUCTURE_SPELLINGS } from '../../../../src/domain/anatomy/structure-spellings.js';
import type { SourceTaxonomy } from '../../../../src/domain/anatomy/taxonomy.js';
import { runReference } from '../../../testkit/run-python.js';

const label = (taxonomy: SourceTaxonomy, ...names: readonly string[]): string | null => labelOfStructure(taxonomy, names, null);

describe('the name of a structure', () => {
  it.each<[string, SourceTaxonomy, string | null]>([
    ['Kidney_L', 'TOTALSEGMENTATOR_V2', 'kidney_left'],
    ['left kidney', 'TOTALSEGMENTATOR_V1', 'kidney_left'],
    ['KIDNEY LEFT', 'COARSE_29', 'kidney'],
    ['kidneys', 'COARSE_29', 'kidney'],
    ['kidneys', 'TOTALSEGMENTATOR_V2', null],
    ['SpinalCord', 'TOTALSEGMENTATOR_V2', 'spinal_cord'],
    ['Spinal-Cord', 'TOTALSEGMENTATOR_V1', null],
    ['Lung_R', 'SLICER_CHEST', 'right lung'],
    ['Lung_R', 'COARSE_29', 'lung'],
    ['lung_upper_lobe_left', 'COARSE_29', 'lung'],
    ['vertebrae_T4', 'TOTALSEGMENTATOR_V2', 'vertebrae_T4'],
    ['VB_T4', 'TOTALSEGMENTATOR_V2', 'vertebrae_T4'],
    ['L5', 'COARSE_29', 'vertebrae'],
    ['GTV_Mass_CT', 'BINARY_LESION', 'lesion'],
    ['Heart', 'TOTALSEGMENTATOR_V2', 'heart'],
    ['Heart', 'TOTALSEGMENTATOR_V1', null],
    ['great vessels', 'COARSE_29', 'great_vessels'],
    ['adrenal glands', 'COARSE_29', 'adrenal_gland'],
    ['PTV_boost', 'TOTALSEGMENTATOR_V2', null],
    ['', 'COARSE_29', null],
  ])('"%s" is in %s %s', (name, taxonomy, expected) => {
    expect(label(taxonomy, name)).toBe(expected);
  });

  it('is looked for in the order in which a file tells it, a code with its side first', () => {
    const lung = codedNames({ scheme: 'SCT', value: '39607008', meaning: 'Lung' }, { scheme: 'SCT', value: '7771000', meaning: 'Left' });
    expect(label('SLICER_CHEST', 'Segment_3', ...lung)).toBe('left lung');
    expect(label('COARSE_29', 'Segment_3', ...lung)).toBe('lung');
    expect(label('COARSE_29', 'liver', ...lung)).toBe('liver');
  });

  it('is first what the user says, for the taxonomies that have the region', () => {
    const given = structureNames([{ name: 'Leber', region: 'liver' }, { name: 'kidney left', region: 'spleen' }, { name: 'Herz', region: 'heart_myocardium' }, { name: 'herz', region: 'heart' }]);
    expect(labelOfStructure('COARSE_29', ['LEBER '], given)).toBe('liver');
    expect(labelOfStructure('TOTALSEGMENTATOR_V2', ['Kidney-Left'], given)).toBe('spleen');
    expect(labelOfStructure('TOTALSEGMENTATOR_V2', ['Herz'], given)).toBe('heart');
    expect(labelOfStructure('TOTALSEGMENTATOR_V1', ['Herz'], given)).toBe('heart_myocardium');
    expect(labelOfStructure('BINARY_LESION', ['Leber'], given)).toBeNull();
  });

  it('finds every label of every taxonomy as itself', () => {
    for (const taxonomy of SOURCE_TAXONOMIES) for (const name of labelNames(taxonomy)) expect(label(taxonomy, name.toUpperCase().replaceAll('_', ' '))).toBe(name);
  });
});

describe('the built-in table', () => {
  it('names labels that exist, and never two of one taxonomy for one name', () => {
    const byKey = new Map<string, Set<string>>();
    for (const { names, labels } of STRUCTURE_SPELLINGS) {
      for (const name of names) byKey.set(nameKey(name), new Set([...(byKey.get(nameKey(name)) ?? []), ...labels]));
      for (const one of labels) expect(SOURCE_TAXONOMIES.some((taxonomy) => labelNames(taxonomy).includes(one)), one).toBe(true);
    }
    for (const [key, labels] of byKey) {
      for (const taxonomy of SOURCE_TAXONOMIES) expect([...labels].filter((one) => labelNames(taxonomy).includes(one)).length, `${key} in ${taxonomy}`).toBeLessThanOrEqual(1);
    }
  });

  it('has codes of SNOMED CT that the code dictionary of pydicom has, each with a name that it bears there', async () => {
    const meanings = JSON.parse(await runReference('snomed_meanings.py', [])) as Readonly<Record<string, readonly string[]>>;
    const codes = STRUCTURE_SPELLINGS.flatMap(({ names }) => names.filter((name) => name.startsWith('SCT:')).map((code) => ({ code: code.replace(/^SCT:(\d+).*$/u, '$1'), names })));
    expect(codes.length).toBeGreaterThan(90);
    for (const { code, names } of codes) {
      const keys = names.map(nameKey);
      const known = (meanings[code] ?? []).map((meaning) => meaning.replace(/^Structure of | \(body structure\)$/gu, '')).flatMap((meaning) => [nameKey(meaning), ...['left', 'right'].map((side) => `${nameKey(meaning)}${side}`)]);
      const alone = names.length === 1;
      expect(alone ? known.length > 0 : keys.some((key) => known.includes(key)), `${code}: ${names.join(', ')}; there ${(meanings[code] ?? []).join(', ')}`).toBe(true);
    }
  });
});
