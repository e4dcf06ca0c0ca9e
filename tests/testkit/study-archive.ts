import { packLines } from '../../src/services/evaluation/ranked-list.js';
import type { RankedList } from '../../src/services/evaluation/ranked-list.js';
import { objectKeys } from '../../src/services/object-keys.js';
import type { ObjectStore } from '../../src/services/ports/object-store.js';
import type { SnapshotId, VolumeId } from '../../src/domain/ids.js';
import type { VolumeRecord } from '../../src/services/ports/records.js';
import type { RetrievalRunRecord } from '../../src/services/ports/run-records.js';
import { record } from './seed.js';
import type { Seed } from './seed.js';

export interface StudyArchiveSeed {
  readonly volumes: readonly VolumeRecord[];
  readonly snapshotId: SnapshotId;
  /** Two finished runs in which every volume is a query. */
  readonly runs: readonly [RetrievalRunRecord, RetrievalRunRecord];
  /** What run `at` returned for the query. */
  listOf(at: 0 | 1, query: VolumeId): readonly VolumeId[];
}

/** Volumes of a team, a snapshot of them, and two runs over it that order the other volumes by their places: upwards and downwards. */
export async function seedStudyArchive(seed: Seed, objects: Pick<ObjectStore, 'put'>, count: number, overrides: Partial<RetrievalRunRecord> = {}): Promise<StudyArchiveSeed> {
  const volumes: VolumeRecord[] = [];
  for (let at = 0; at < count; at += 1) volumes.push(await seed.volume());
  const snapshotId = await seed.snapshotOf((await seed.dataset(volumes)).id);
  const ids = volumes.map(({ id }) => id);
  const listOf = (at: 0 | 1, query: VolumeId): readonly VolumeId[] => {
    const others = ids.filter((id) => id !== query);
    return at === 0 ? others : others.reverse();
  };
  const insert = async (at: 0 | 1): Promise<RetrievalRunRecord> => {
    const draft = record.run(snapshotId, { name: `secret configuration ${at}`, control: null, state: 'SUCCEEDED' });
    const run = { ...draft, resultsKey: objectKeys.rankedLists(seed.team.teamId, draft.id), ...overrides };
    const lists = ids.map((query): RankedList => ({ mode: 'VOLUME', queryVolumeId: query, querySlices: 4, ranked: listOf(at, query).map((volumeId) => ({ volumeId, stage1: null, stage2: null })) }));
    if (run.resultsKey !== null) await objects.put(run.resultsKey, packLines(lists));
    await seed.team.runs.insert(run);
    return run;
  };
  return { volumes, snapshotId, runs: [await insert(0), await insert(1)], listOf };
}
