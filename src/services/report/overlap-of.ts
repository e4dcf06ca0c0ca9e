import type { VolumeId } from '../../domain/ids.js';
import type { OverlapRecord } from '../ports/benchmark-findings.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { OverlapFindings } from './report-input.js';

/** More near-duplicates than these make a list that nobody reads. */
const MOST_SHOWN = 50;

/** What was found of overlap, with volumes by the names that people gave them. */
export async function overlapOf(team: TeamCatalogue, overlap: OverlapRecord | null): Promise<OverlapFindings | null> {
  if (overlap === null || overlap.state === 'FAILED') return overlap;
  const shown = overlap.nearDuplicates.slice(0, MOST_SHOWN);
  const volumes = new Map((await team.volumes.getMany([...new Set(shown.flatMap(({ queryVolumeId, galleryVolumeId }) => [queryVolumeId, galleryVolumeId]))])).map((volume) => [volume.id, volume]));
  const nameOf = (id: VolumeId): string => volumes.get(id)?.name ?? id;
  const { pairs, leftOut, found, threshold } = overlap.looked;
  return {
    state: 'LOOKED',
    patients: overlap.sharedPatients,
    nearDuplicates: shown.map(({ queryVolumeId, galleryVolumeId, similarity }) => ({ query: nameOf(queryVolumeId), gallery: nameOf(galleryVolumeId), similarity })),
    ...{ found, pairs, leftOut, threshold },
  };
}
