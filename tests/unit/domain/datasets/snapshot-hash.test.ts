import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { snapshotHash } from '../../../../src/domain/datasets/snapshot-hash.js';
import type { HashedMember } from '../../../../src/domain/datasets/snapshot-hash.js';

const member = fc.record<HashedMember>({
  voxelHash: fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 8, maxLength: 8 }),
  patientId: fc.string(),
  split: fc.constantFrom('TRAIN', 'VALIDATION', 'TEST', 'NONE'),
  labels: fc.dictionary(fc.string(), fc.string(), { maxKeys: 4 }),
  segmentationVersion: fc.option(fc.nat()),
  segmentationHash: fc.option(fc.string()),
});

const one: HashedMember = { voxelHash: 'ab', patientId: 'pat_1', split: 'TEST', labels: { tumour: 'yes' }, segmentationVersion: 2, segmentationHash: 'cd' };

describe('the hash of a snapshot', () => {
  it('is the SHA-256 of the sorted members, as another program would write them', () => {
    // printf 'voxseek/snapshot/1\n["aa","pat_2","NONE",[],null,null]\n["ab","pat_1","TEST",[["tumour","yes"]],2,"cd"]\n' | sha256sum
    const bare: HashedMember = { voxelHash: 'aa', patientId: 'pat_2', split: 'NONE', labels: {}, segmentationVersion: null, segmentationHash: null };
    expect(snapshotHash([one, bare])).toBe('c5af44140847d334891b123406f8bc6ef921e2bcd9058fe744b522cd319efdbb');
  });

  it('does not depend on the order of members or of labels', () => {
    fc.assert(
      fc.property(fc.array(member, { maxLength: 6 }), fc.infiniteStream(fc.nat()), (members, keys) => {
        const shuffled = members
          .map((value) => ({ value: { ...value, labels: Object.fromEntries(Object.entries(value.labels).reverse()) }, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ value }) => value);
        expect(snapshotHash(shuffled)).toBe(snapshotHash(members));
      }),
    );
  });

  it('changes with every field, and with a member more or less', () => {
    const changes: Partial<HashedMember>[] = [
      { voxelHash: 'ac' },
      { patientId: 'pat_3' },
      { split: 'TRAIN' },
      { labels: { tumour: 'no' } },
      { labels: {} },
      { labels: { tumour: 'yes', side: 'left' } },
      { segmentationVersion: 3 },
      { segmentationHash: 'ce' },
      { segmentationVersion: null, segmentationHash: null },
    ];
    const hashes = [[], [one], [one, one], ...changes.map((change) => [{ ...one, ...change }])].map(snapshotHash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
