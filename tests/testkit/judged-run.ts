import { labelNames } from '../../src/domain/anatomy/labels.js';
import { asId } from '../../src/domain/ids.js';
import type { VolumeId } from '../../src/domain/ids.js';
import { DEFAULT_RETRIEVAL_CONFIG } from '../../src/domain/ranking/retrieval-config.js';
import { createRandom, shuffled } from '../../src/domain/statistics/random.js';
import { judgeRun } from '../../src/services/evaluation/judge-run.js';
import type { JudgedRun } from '../../src/services/evaluation/judge-run.js';
import { createLabelledGalleryLoader } from '../../src/services/evaluation/labelled-gallery.js';
import type { LoadLabelledGallery } from '../../src/services/evaluation/labelled-gallery.js';
import { packLines } from '../../src/services/evaluation/ranked-list.js';
import type { RankedEntry, RankedList } from '../../src/services/evaluation/ranked-list.js';
import { loadRunVolumes } from '../../src/services/evaluation/run-volumes.js';
import type { RunVolumes } from '../../src/services/evaluation/run-volumes.js';
import { objectKeys } from '../../src/services/object-keys.js';
import type { TeamCatalogue } from '../../src/services/ports/catalogue.js';
import type { SegmentationRecord, SnapshotMember } from '../../src/services/ports/records.js';
import type { RetrievalRunRecord } from '../../src/services/ports/run-records.js';
import { createMemoryObjects } from './memory-objects.js';
import type { MemoryObjects } from './memory-objects.js';
import { hashOf, record } from './seed.js';

export interface JudgedTestRun {
  readonly team: TeamCatalogue;
  readonly objects: MemoryObjects;
  readonly loadLabelled: LoadLabelledGallery;
  readonly run: RetrievalRunRecord;
  readonly volumes: RunVolumes;
  readonly lists: readonly RankedList[];
  readonly judged: JudgedRun;
}

const SNAPSHOT = asId('Snapshot', 'snap_1');

/** A finished run over labelled volumes with random lists, short and long, stored as a run stores them. The same seed gives the same. */
export async function judgedRun(mode: 'VOLUME' | 'REGION', seed = 'judged run', count = 14): Promise<JudgedTestRun> {
  const random = createRandom(seed);
  const labels = labelNames('TOTALSEGMENTATOR_V2');
  const used = labels.slice(0, 30);
  const segmentations: SegmentationRecord[] = [];
  const members = Array.from({ length: count }, (_, number): SnapshotMember => {
    const volumeId = asId('Volume', `vol_${number}`);
    const segmentationId = asId('Segmentation', `seg_${number}`);
    const regions = shuffled(used, random).slice(0, 4 + random.integer(12)).map((region) => ({ region, pixelCounts: [0, 3, 5, 0] }));
    segmentations.push({ version: 1, ...record.segmentation(volumeId, { id: segmentationId, taxonomy: 'TOTALSEGMENTATOR_V2', covers: number % 4 === 0 ? labels.slice(0, 20) : labels, regions }) });
    const sides = { volumeId, split: 'NONE', labels: {}, voxelHash: hashOf(`${seed}${number}`), patientId: asId('Patient', `pat_${Math.floor(number / 2)}`), derivedFrom: [], sliceCount: 4 } as const;
    return { ...sides, segmentationId, segmentationVersion: 1, segmentationHash: 'x' };
  });

  const config = { ...DEFAULT_RETRIEVAL_CONFIG, mode };
  let run = record.run(SNAPSHOT, { state: 'SUCCEEDED', name: 'a run, with "marks"', control: null, config, finishedAt: new Date(0) });
  const benchmark = record.benchmark(SNAPSHOT, { name: 'a benchmark' });
  const team = {
    teamId: asId('Team', 'team_1'),
    snapshots: { members: () => Promise.resolve(members) },
    segmentations: { getMany: (ids: readonly string[]) => Promise.resolve(segmentations.filter(({ id }) => ids.includes(id))) },
    runs: { get: (id: string) => Promise.resolve(id === run.id ? run : null), getMany: (ids: readonly string[]) => Promise.resolve(ids.includes(run.id) ? [run] : []) },
    benchmarks: { getRun: () => Promise.resolve(record.benchmarkRun(benchmark.id, { runIds: [run.id] })), getMany: () => Promise.resolve([benchmark]) },
  } as unknown as TeamCatalogue;
  const loadLabelled = createLabelledGalleryLoader();
  const volumes = await loadRunVolumes(team, run, loadLabelled);
  const patientOf = new Map<VolumeId, string>(members.map(({ volumeId, patientId }) => [volumeId, patientId]));
  const ranked = (query: VolumeId, length: number): readonly RankedEntry[] =>
    shuffled(members, random).filter(({ volumeId }) => patientOf.get(volumeId) !== patientOf.get(query)).slice(0, length).map(({ volumeId }, at) => ({ volumeId, stage1: { rank: at + 1, score: count - at }, stage2: null }));
  const lists = volumes.queries.map(({ member: { volumeId }, judged }, at): RankedList => {
    const base = { queryVolumeId: volumeId, querySlices: 4 };
    if (mode === 'VOLUME') return { ...base, mode, ranked: ranked(volumeId, at) };
    const regions = (['COARSE_29', 'FINE_104'] as const).flatMap((taxonomy) => [...judged[taxonomy].shows.keys()].map((region, place) => ({ taxonomy, region, querySlices: 2, ranked: ranked(volumeId, place) })));
    return { ...base, mode, regions };
  });
  const judged = judgeRun({ control: null, config, volumes, lists });
  const objects = createMemoryObjects();
  const resultsKey = objectKeys.rankedLists(team.teamId, run.id);
  await objects.put(resultsKey, packLines(lists));
  await objects.put(objectKeys.depth(team.teamId, run.id), packLines(judged.depth));
  run = { ...run, resultsKey, metrics: judged.metrics };
  return { team, objects, loadLabelled, run, volumes, lists, judged };
}
