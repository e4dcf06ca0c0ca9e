import { expect, it } from 'vitest';
import { asId } from '../../../../src/domain/ids.js';
import { createSealing } from '../../../../src/services/deidentification/sealing.js';

const [one, two] = [asId('Team', 'team_one'), asId('Team', 'team_two')];
const sealing = createSealing('an installation secret');

it('opens what it sealed, for the same team, purpose and installation alone', () => {
  const sealed = sealing.seal(one, 'study-uid', '1.2.840.99');
  expect(sealing.open(one, 'study-uid', sealed)).toBe('1.2.840.99');
  expect(sealing.open(two, 'study-uid', sealed)).toBeNull();
  expect(sealing.open(one, 'dicomweb-query', sealed)).toBeNull();
  expect(createSealing('another secret').open(one, 'study-uid', sealed)).toBeNull();
  expect(sealing.open(one, 'study-uid', 'short')).toBeNull();
});

it('notices a change of any byte', () => {
  const bytes = Buffer.from(sealing.seal(one, 'study-uid', '1.2.3'), 'base64url');
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(sealing.open(one, 'study-uid', changed.toString('base64url'))).toBeNull();
  }
});

it('seals equal texts alike within a team, and tells neither text nor length', () => {
  expect(sealing.seal(one, 'study-uid', '1.2')).toBe(sealing.seal(one, 'study-uid', '1.2'));
  expect(sealing.seal(two, 'study-uid', '1.2')).not.toBe(sealing.seal(one, 'study-uid', '1.2'));
  expect(sealing.seal(one, 'study-uid', '1.2').length).toBe(sealing.seal(one, 'study-uid', '1.2.840.113619.2.55.3').length);
  for (const text of ['', 'ü'.repeat(31), 'x'.repeat(63), 'x'.repeat(64), 'x'.repeat(1_000)]) expect(sealing.open(one, 'dicomweb-query', sealing.seal(one, 'dicomweb-query', text))).toBe(text);
});
