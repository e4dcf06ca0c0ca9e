import { expect, it } from 'vitest';
import { readConditions } from '../../../src/cli/import-from-server.js';
import { removalText } from '../../../src/cli/removal-text.js';

it('reads conditions from the command line and from standard input', async () => {
  expect(await readConditions(['PatientID=4711', '-'], () => Promise.resolve('StudyDate = 20200101-\n\nSeriesDescription=a=b\n'))).toEqual([
    { key: 'PatientID', value: '4711' },
    { key: 'StudyDate', value: '20200101-' },
    { key: 'SeriesDescription', value: 'a=b' },
  ]);
  await expect(readConditions(['4711'], () => Promise.resolve(''))).rejects.toMatchObject({ code: 'INVALID_INPUT', path: '--query', message: expect.not.stringContaining('condition is 4711') as unknown });
});

it('says what was left behind, the most frequent first, and nothing where there were no headers', () => {
  const removed = Array.from({ length: 20 }, (_, index) => ({ tag: `(0010,${String(index).padStart(4, '0')})`, keyword: index === 3 ? null : `Name${index}`, files: index + 1 }));
  const text = removalText({ files: 20, removed, privateElements: 7 });
  expect(text).toContain('headers of 20 files: 20 attributes, 7 private elements');
  expect(text).toMatch(/ {2}Name19 \(20\), Name18 \(19\), .* and 8 more\n$/u);
  expect(removalText(null)).toBe('');
  expect(removalText({ files: 0, removed: [], privateElements: 0 })).toBe('');
});
