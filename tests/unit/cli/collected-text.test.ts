import { expect, it } from 'vitest';
import { collectedText } from '../../../src/cli/collect.js';

const found = { objects: 120, bytes: 3_456_789_012, unknown: 0 };
const orphans = [
  { kind: 'VOLUME', objects: 2, bytes: 81_200_000 },
  { kind: 'UPLOAD', objects: 11, bytes: 900 },
];

it('says what a look found, and how to delete it', () => {
  expect(collectedText({ ...found, dryRun: true, orphans })).toBe(
    ['120 objects, 3456.8 MB.', 'Nothing in the catalogue keeps these:', '  VOLUME  2   81.2 MB', '  UPLOAD  11  0.0 MB', 'To delete them: voxseek collect --delete'].join('\n'),
  );
});

it('says what was deleted, and what was left alone', () => {
  const text = collectedText({ ...found, unknown: 3, dryRun: false, orphans });
  expect(text).toContain('Deleted, since nothing in the catalogue kept them:');
  expect(text).toContain('3 objects are of no kind that is known; they are left alone.');
  expect(text).not.toContain('To delete them');
});

it('says that all is kept', () => {
  expect(collectedText({ ...found, dryRun: true, orphans: [] })).toBe('120 objects, 3456.8 MB.\nThe catalogue keeps all of them that are old enough.');
});
