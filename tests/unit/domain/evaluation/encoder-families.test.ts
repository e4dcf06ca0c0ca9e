import { describe, expect, it } from 'vitest';
import { encoderFamilies } from '../../../../src/domain/evaluation/encoder-families.js';
import type { FamilyMember } from '../../../../src/domain/evaluation/encoder-families.js';
import { includesSource } from '../../../../src/domain/evaluation/includes-source.js';

const member = (name: string, supervision: FamilyMember['supervision'], precision: FamilyMember['precision'] = 'FLOAT32'): FamilyMember => ({ name, supervision, precision });

describe('families of encoders', () => {
  const four = [member('a', 'SUPERVISED'), member('b', 'SUPERVISED'), member('c', 'SELF_SUPERVISED'), member('d', 'SELF_SUPERVISED')];

  it('stand with two of each at equal precision, whatever else is there', () => {
    expect(encoderFamilies([...four, member('pixels', 'NONE'), member('e', 'UNKNOWN')])).toMatchObject({ stand: true, statement: expect.stringMatching(/^Two families: .*float32/u) as string });
  });

  it.each([
    ['one of a kind', [four[0]!, four[2]!, four[3]!], 'three'],
    ['another precision', [four[0]!, four[1]!, four[2]!, member('d', 'SELF_SUPERVISED', 'INT8')], 'four'],
    ['a precision that nobody stated', four.map((one) => ({ ...one, precision: 'UNKNOWN' as const })), 'four'],
    ['the same encoder by two indexes', [four[0]!, four[0]!, four[2]!, four[2]!], 'two'],
    ['two encoders', [four[0]!, member('c', 'SELF_SUPERVISED', 'INT8')], 'two'],
  ])('do not with %s', (_, encoders, number) => {
    const { stand, statement } = encoderFamilies(encoders);
    expect(stand).toBe(false);
    expect(statement).toContain(`These are ${number} encoders, not two families`);
  });

  it('are counted by how they learned and at which precision; a control did not learn', () => {
    const { counts, statement } = encoderFamilies([member('a', 'SUPERVISED'), member('b', 'SELF_SUPERVISED', 'INT8'), member('pixels', 'NONE'), member('c', 'SUPERVISED')]);
    expect(counts).toEqual([{ supervision: 'SELF_SUPERVISED', precision: 'INT8', encoders: 1 }, { supervision: 'SUPERVISED', precision: 'FLOAT32', encoders: 2 }]);
    expect(statement).not.toBeNull();
    expect(encoderFamilies([member('a', 'SUPERVISED'), member('pixels', 'NONE')]).statement).toBeNull();
  });
});

describe('whether an encoder learned from a collection', () => {
  it('is known where it is named, in whatever spelling, and not known where all are named but it', () => {
    expect(includesSource(['ImageNet-1k', 'Total Segmentator'], 'totalsegmentator')).toBe('KNOWN');
    expect(includesSource(['ImageNet-1k'], 'TotalSegmentator')).toBe('NOT_KNOWN');
    expect(includesSource([], 'TotalSegmentator')).toBe('NOT_KNOWN');
    expect(includesSource(['TotalSegmentator v2'], 'TotalSegmentator')).toBe('NOT_KNOWN');
  });

  it('is not stated where not all are named', () => {
    expect(includesSource(null, 'TotalSegmentator')).toBe('NOT_STATED');
    expect(includesSource(['', '—'], ' – ')).toBe('NOT_STATED');
  });
});
