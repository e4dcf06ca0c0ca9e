import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { RetrievalRunId, SnapshotId, VolumeId } from '../../domain/ids.js';
import { unpackRankedLists } from '../evaluation/ranked-list.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { SnapshotMember } from '../ports/records.js';
import type { RetrievalRunRecord } from '../ports/run-records.js';

/** What the configurations of a study returned. */
export interface StudyRuns {
  readonly snapshotId: SnapshotId;
  /** By volume. */
  readonly members: ReadonlyMap<VolumeId, SnapshotMember>;
  /** Of each run: by query, best first. */
  readonly lists: readonly ReadonlyMap<VolumeId, readonly VolumeId[]>[];
}

/**
 * Reads the ranked lists of the runs of a study. Throws NOT_FOUND; CONFLICT for a run that has not succeeded; INVALID_INPUT for one without lists of
 * volumes, or of another snapshot or version than the first; NOT_REPRODUCIBLE.
 */
export async function openStudyRuns(team: TeamCatalogue, objects: Pick<ObjectStore, 'get'>, ids: readonly RetrievalRunId[], path: string): Promise<StudyRuns> {
  const runs = await team.runs.getMany(ids);
  const [first] = runs;
  const missing = ids.find((id) => !runs.some((run) => run.id === id));
  if (first === undefined || missing !== undefined) throw new VoxseekError('NOT_FOUND', `There is no retrieval run ${missing ?? ''}.`, { path });
  const keys = runs.map((run) => requireLists(run, first, path));
  const members = await team.snapshots.members(first.snapshotId);
  const lists = await Promise.all(
    keys.map(async (key) => {
      const all = unpackRankedLists(await objects.get(key));
      return new Map(all.flatMap((list) => (list.mode === 'VOLUME' ? [[list.queryVolumeId, list.ranked.map(({ volumeId }) => volumeId)] as const] : [])));
    }),
  );
  return { snapshotId: first.snapshotId, members: new Map(members.map((member) => [member.volumeId, member])), lists };
}

/** The object with the lists of a run. */
function requireLists(run: RetrievalRunRecord, first: RetrievalRunRecord, path: string): string {
  const refused = (why: string): VoxseekError => new VoxseekError('INVALID_INPUT', `The run "${run.name}" ${why}`, { path });
  if (run.state !== 'SUCCEEDED') throw new VoxseekError('CONFLICT', `The run "${run.name}" is ${run.state.toLowerCase()}. Wait until it has succeeded.`, { path });
  if (run.control !== null || run.resultsKey === null) throw refused('is a control, which keeps no ranked lists. Choose runs of an index.');
  if (run.config.mode !== 'VOLUME') throw refused(`ranks in the mode ${run.config.mode}; readers compare whole volumes. Choose runs of the mode VOLUME.`);
  if (run.snapshotId !== first.snapshotId) throw refused(`is over another snapshot than "${first.name}". Choose runs over one snapshot.`);
  if (run.version !== first.version) throw refused(`has the version ${run.version}, and "${first.name}" has ${first.version}. Run the older one again.`);
  if (!run.reproducible) throw new VoxseekError('NOT_REPRODUCIBLE', `A volume of the run "${run.name}" was deleted. Run it on a new snapshot.`, { path });
  return run.resultsKey;
}
