import type { VolumeId } from '../../domain/ids.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { IndexScope, VolumeLabels } from '../ports/records.js';

/**
 * The labels of volumes as an index knows them: those of its snapshot, or of the data sets that it follows. Where more of these hold a volume and
 * give a label, the first that is named counts.
 */
export async function volumeLabels(team: TeamCatalogue, scope: IndexScope, ids: readonly VolumeId[]): Promise<ReadonlyMap<VolumeId, VolumeLabels>> {
  if (ids.length === 0) return new Map();
  switch (scope.kind) {
    case 'FROZEN':
      return new Map((await team.snapshots.labelsOf(scope.snapshotId, ids)).map(({ volumeId, labels }) => [volumeId, labels]));
    case 'FOLLOWING': {
      const placeOf = new Map(scope.datasetIds.map((id, place) => [id, place]));
      const found = [...(await team.datasets.labelsOf(scope.datasetIds, ids))].sort((a, b) => (placeOf.get(b.datasetId) ?? 0) - (placeOf.get(a.datasetId) ?? 0));
      const labels = new Map<VolumeId, VolumeLabels>();
      for (const one of found) labels.set(one.volumeId, { ...labels.get(one.volumeId), ...one.labels });
      return labels;
    }
  }
}
