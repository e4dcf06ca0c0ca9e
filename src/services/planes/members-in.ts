import { slicesIn } from '../../domain/geometry/planes.js';
import type { Plane } from '../../domain/geometry/planes.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { SnapshotMember } from '../ports/records.js';

/** The members of a snapshot with the number of their slices in a plane; those that were deleted meanwhile are left out. */
export async function membersIn(team: TeamCatalogue, plane: Plane, members: readonly SnapshotMember[]): Promise<readonly SnapshotMember[]> {
  if (plane === 'AXIAL') return members;
  const volumes = new Map((await team.volumes.getMany(members.map(({ volumeId }) => volumeId))).map((volume) => [volume.id, volume]));
  return members.flatMap((member) => {
    const volume = volumes.get(member.volumeId);
    return volume === undefined ? [] : [{ ...member, sliceCount: slicesIn(plane, volume.shape) }];
  });
}
