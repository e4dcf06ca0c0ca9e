import { createHash } from 'node:crypto';
import type { DatasetId } from '../../domain/ids.js';
import type { TeamCatalogue } from '../ports/catalogue.js';

/** Which volumes a data set holds, as a hash (SHA-256, hex) of their sorted ids. */
export async function membersHash(team: TeamCatalogue, datasetId: DatasetId): Promise<string> {
  const ids = (await team.datasets.members(datasetId)).map(({ volumeId }) => volumeId);
  return createHash('sha256').update(ids.sort().join('\n')).digest('hex');
}
