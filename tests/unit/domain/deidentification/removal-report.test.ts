import { expect, it } from 'vitest';
import { addReports, createRemovalCount } from '../../../../src/domain/deidentification/removal-report.js';
import type { TagTree } from '../../../../src/domain/deidentification/removal-report.js';

const tree = (tags: Readonly<Record<number, readonly TagTree[]>>): TagTree => ({ tags: () => Object.keys(tags).map(Number), items: (tag) => tags[tag] ?? [] });

it('counts files by tag at any depth, and private elements apart', () => {
  const count = createRemovalCount((tag) => (tag === 0x0010_0010 ? 'PatientName' : null));
  // Twice in one file is one file; geometry and pixels are kept.
  count.add(tree({ 0x0010_0010: [], 0x0020_0032: [], 0x7fe0_0010: [], 0x0040_0275: [tree({ 0x0010_0010: [], 0x0011_1001: [] })] }));
  count.add(tree({ 0x0009_1010: [tree({ 0x0010_0010: [] })], 0x0010_0020: [] }));
  const report = count.report();
  expect(report).toEqual({
    files: 2,
    privateElements: 2,
    removed: [
      { tag: '(0010,0010)', keyword: 'PatientName', files: 2 },
      { tag: '(0010,0020)', keyword: null, files: 1 },
      { tag: '(0040,0275)', keyword: null, files: 1 },
    ],
  });
  expect(addReports([report, report, { files: 1, privateElements: 0, removed: [{ tag: '(0008,0005)', keyword: 'SpecificCharacterSet', files: 1 }] }])).toEqual({
    files: 5,
    privateElements: 4,
    removed: [
      { tag: '(0008,0005)', keyword: 'SpecificCharacterSet', files: 1 },
      { tag: '(0010,0010)', keyword: 'PatientName', files: 4 },
      { tag: '(0010,0020)', keyword: null, files: 2 },
      { tag: '(0040,0275)', keyword: null, files: 2 },
    ],
  });
});
