import { excludedFor } from '../../domain/evaluation/exclusions.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { VolumeId } from '../../domain/ids.js';
import type { TeamCatalogue, VolumeFilter } from '../ports/catalogue.js';
import type { IndexedVolume } from '../ports/records.js';
import type { OpenQuery } from './open-query.js';
import type { SearchFilter } from './search-service.js';

/** The volumes that may be returned: exclusions and filters come before the top k. Throws EMPTY_GALLERY. */
export async function eligibleVolumes(team: TeamCatalogue, volumes: ReadonlyMap<VolumeId, IndexedVolume>, query: OpenQuery, filter: SearchFilter): Promise<readonly VolumeId[]> {
  const { excludeSamePatient, ...volumeFilter } = filter;
  const excluded = await excludedVolumes(team, volumes, query, excludeSamePatient);
  const left = [...volumes.keys()].filter((id) => !excluded.has(id));
  const eligible = hasFilter(volumeFilter) ? await team.volumes.filterIds(volumeFilter, left) : left;
  if (eligible.length === 0) {
    throw new VoxseekError('EMPTY_GALLERY', 'No volume of the index is left after exclusions and filters. Relax the filters.', { path: 'input.filter' });
  }
  return eligible;
}

const hasFilter = (filter: VolumeFilter): boolean => Object.values(filter).some((value) => value !== undefined);

async function excludedVolumes(
  team: TeamCatalogue,
  volumes: ReadonlyMap<VolumeId, IndexedVolume>,
  query: OpenQuery,
  samePatient: boolean,
): Promise<ReadonlySet<VolumeId>> {
  const excluded = new Set<VolumeId>(query.volumeId === null ? [] : [query.volumeId]);
  if (samePatient && query.patientId !== null) {
    // A source may be outside the index while another scan of its patient is in it.
    const sources = query.derivedFrom.length === 0 ? [] : await team.volumes.getMany(query.derivedFrom);
    const gallery = [...volumes.values(), ...sources.map(({ id, patientId, derivedFrom }) => ({ volumeId: id, patientId, derivedFrom }))];
    const origin = { volumeId: query.volumeId ?? ('' as VolumeId), patientId: query.patientId, derivedFrom: query.derivedFrom };
    for (const id of excludedFor(origin, gallery)) excluded.add(id);
  }
  for (const source of query.derivedFrom) excluded.add(source);
  return excluded;
}
