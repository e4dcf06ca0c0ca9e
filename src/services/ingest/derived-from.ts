import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { DatasetId, VolumeId } from '../../domain/ids.js';
import type { TeamCatalogue } from '../ports/catalogue.js';

async function resolveOne(team: TeamCatalogue, name: string, datasetId: DatasetId | null): Promise<VolumeId> {
  const named = (await team.volumes.findByName(name)).map(({ id }) => id);
  if (named.length === 0) {
    throw new VoxseekError('NOT_FOUND', `The volume "${name}", from which this one is derived, is not imported.`, { path: 'derivedFrom' });
  }
  const holders = datasetId === null || named.length === 1 ? new Map<VolumeId, readonly DatasetId[]>() : await team.datasets.of(named);
  const here = datasetId === null ? [] : named.filter((id) => holders.get(id)?.includes(datasetId));
  const [only, ...others] = here.length > 0 ? here : named;
  if (only === undefined || others.length > 0) {
    throw new VoxseekError('CONFLICT', `${others.length + 1} volumes have the name "${name}", from which this one is derived.`, { path: 'derivedFrom' });
  }
  return only;
}

/** The volumes of these names; where several of the team bear one, that of the data set. Throws NOT_FOUND, CONFLICT. */
export async function resolveDerivedFrom(team: TeamCatalogue, names: readonly string[], datasetId: DatasetId | null): Promise<readonly VolumeId[]> {
  const ids: VolumeId[] = [];
  for (const name of names) ids.push(await resolveOne(team, name, datasetId));
  return ids;
}
