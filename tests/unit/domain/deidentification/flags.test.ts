import { expect, it } from 'vitest';
import { flagsOfHeader, showsHeadClass } from '../../../../src/domain/deidentification/flags.js';
import type { FlagHeader } from '../../../../src/domain/deidentification/flags.js';

const plain: FlagHeader = {
  sopClassUid: '1.2.840.10008.5.1.4.1.1.2', imageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'], conversionType: null,
  burnedInAnnotation: null, recognizableVisualFeatures: null, bodyPartExamined: 'CHEST', descriptions: ['CT thorax with contrast', 'Lung 1.0 B70f'],
};

it('sees nothing in an ordinary scan', () => {
  expect(flagsOfHeader(plain)).toEqual([]);
  expect(flagsOfHeader({ ...plain, descriptions: ['surface', 'overhead', 'Steinkopfweg', 'ahead', 'heads-up'].slice(0, 4) })).toEqual([]);
});

it.each<Partial<FlagHeader>>([
  { recognizableVisualFeatures: 'yes ' }, { bodyPartExamined: ' head' }, { bodyPartExamined: 'SKULL' },
  { descriptions: ['CT HEAD W/O'] }, { descriptions: ['Schädel nativ'] }, { descriptions: ['CCT'] }, { descriptions: ['ct_brain_5mm'] }, { descriptions: ['Crâne'] }, { descriptions: ['PET whole-body'] },
])('flags a head: %j', (change) => {
  expect(flagsOfHeader({ ...plain, ...change })).toEqual(['HEAD_SCAN']);
});

it.each<Partial<FlagHeader>>([
  { burnedInAnnotation: 'YES' }, { sopClassUid: '1.2.840.10008.5.1.4.1.1.7.2' }, { conversionType: 'WSD' }, { imageType: ['DERIVED', 'SECONDARY', 'REFORMATTED'] },
])('flags what may show text: %j', (change) => {
  expect(flagsOfHeader({ ...plain, ...change })).toEqual(['BURNED_IN_ANNOTATION']);
});

it('believes a reformatted image that says it shows no text', () => {
  expect(flagsOfHeader({ ...plain, imageType: ['DERIVED', 'SECONDARY'], burnedInAnnotation: 'NO' })).toEqual([]);
});

it('knows the classes of a head', () => {
  expect([showsHeadClass(['liver', 'skull']), showsHeadClass(['liver', 'vertebrae_C1']), showsHeadClass([])]).toEqual([true, false, false]);
});
