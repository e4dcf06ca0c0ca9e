import { expect, it } from 'vitest';
import { TAG } from '../../../../src/adapters/dicom/dataset/tags.js';
import { READ_ATTRIBUTES } from '../../../../src/domain/deidentification/attributes.js';
import { runReference } from '../../../testkit/run-python.js';

const hex = (tag: number): string => tag.toString(16).padStart(8, '0');
const kept = [...READ_ATTRIBUTES].filter(([, { use }]) => use === 'VOXELS' || use === 'GEOMETRY' || use === 'FACT').map(([tag]) => hex(tag));

it('no attribute that the Basic Profile protects keeps its value', async () => {
  const profile = JSON.parse(await runReference('basic_profile.py', [])) as readonly string[];
  expect(profile.length).toBeGreaterThan(600);
  for (const tag of ['00100010', '00100020', '0020000d', '00080020', '00102000']) expect(profile).toContain(tag);
  expect(kept.length).toBeGreaterThan(5);
  expect(kept.filter((tag) => profile.includes(tag))).toEqual([]);
  // Of those that are looked at all the same, a keyed hash, a shifted date or a flag is left.
  const protectedUses = [...READ_ATTRIBUTES].filter(([tag]) => profile.includes(hex(tag))).map(([, { use }]) => use);
  expect([...new Set(protectedUses)].sort()).toEqual(['FLAG', 'PSEUDONYM', 'READING', 'SHIFTED_DATE']);
});

it('the list is the whole of what the reader can name', () => {
  const listed = new Map([...READ_ATTRIBUTES].map(([tag, { keyword }]) => [keyword, tag]));
  expect(Object.entries(TAG).filter(([keyword, tag]) => listed.get(keyword) !== tag)).toEqual([]);
});
