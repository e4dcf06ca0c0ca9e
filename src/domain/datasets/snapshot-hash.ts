import { createHash } from 'node:crypto';

/** What tells one state of a data set from another, for one of its members. */
export interface HashedMember {
  readonly voxelHash: string;
  readonly patientId: string;
  readonly split: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Of the latest segmentation; null for an unlabelled volume. */
  readonly segmentationVersion: number | null;
  readonly segmentationHash: string | null;
}

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function line(member: HashedMember): string {
  const labels = Object.entries(member.labels).sort(([a], [b]) => byCodeUnit(a, b));
  return JSON.stringify([member.voxelHash, member.patientId, member.split, labels, member.segmentationVersion, member.segmentationHash]);
}

/**
 * The identity of a data set's state: SHA-256 (hex) over its members, one line of JSON each, sorted. The order in which members or
 * labels come makes no difference; ids that the catalogue gives do not enter, so that the same data has the same hash anywhere.
 */
export function snapshotHash(members: readonly HashedMember[]): string {
  const hash = createHash('sha256').update('voxseek/snapshot/1\n');
  for (const text of members.map(line).sort(byCodeUnit)) hash.update(text).update('\n');
  return hash.digest('hex');
}
