import DataLoader from 'dataloader';
import type { BenchmarkId, BenchmarkRunId, BenchmarkScheduleId, DatasetId, JobId, ModelId, PatientId, ReaderStudyId, RecipeId, RetrievalRunId, ScheduledRunId, SegmentationId, SnapshotId, StudyId, VectorIndexId, VolumeId } from '../domain/ids.js';
import type { Plane } from '../domain/geometry/planes.js';
import type { PlaneFacts } from '../services/planes/plane-facts.js';
import type { Page, PageRequest, TeamCatalogue } from '../services/ports/catalogue.js';
import type { CardOwner, DatasetCard } from '../services/ports/dataset-card.js';
import type { DuplicateReview, VolumePair } from '../services/ports/duplicate-reviews.js';
import type { DatasetRecord, SegmentationRecord, SnapshotRecord, VolumeRecord } from '../services/ports/records.js';
import type { BenchmarkRunRecord } from '../services/ports/run-records.js';
import type { ScheduledRunRecord } from '../services/ports/schedule-records.js';

const CACHED = { maxBatchSize: 1_000 } as const;

function byId<Id extends string, T extends { readonly id: Id }>(load: (ids: readonly Id[]) => Promise<readonly T[]>): DataLoader<Id, T | null> {
  return new DataLoader(async (ids) => {
    const records = new Map((await load(ids)).map((record) => [record.id, record]));
    return ids.map((id) => records.get(id) ?? null);
  }, CACHED);
}

const keyOfPair = ({ first, second }: VolumePair): string => `${first} ${second}`;

const EMPTY: Page<never> = { items: [], hasNextPage: false, totalCount: 0 };

/** The same page of many lists: a connection within a list is asked for with the same arguments for each of its items. */
function pages<ListId extends string, ItemId extends string, T>(
  load: (ids: readonly ListId[], page: PageRequest<ItemId>) => Promise<ReadonlyMap<string, Page<T>>>,
): (id: ListId, page: PageRequest<ItemId>) => Promise<Page<T>> {
  const loaders = new Map<string, DataLoader<ListId, Page<T>>>();
  return (id, page) => {
    const key = `${page.first} ${page.after ?? ''}`;
    const loader =
      loaders.get(key) ??
      new DataLoader<ListId, Page<T>>(async (ids) => {
        const found = await load(ids, page);
        return ids.map((each) => found.get(each) ?? EMPTY);
      }, CACHED);
    loaders.set(key, loader);
    return loader.load(id);
  };
}

/** Gathers what the fields of one request look up, so that a list costs as many statements as one item. */
export function createLoaders(team: TeamCatalogue, planes: PlaneFacts) {
  const cards = (owner: CardOwner): DataLoader<string, DatasetCard | null> =>
    new DataLoader(async (ids) => {
      const found = await team.cards.cardsOf(owner, ids);
      return ids.map((id) => found.get(id) ?? null);
    }, CACHED);
  const datasets = byId<DatasetId, DatasetRecord>((ids) => team.datasets.getMany(ids));
  const latestSegmentationOf = new DataLoader<VolumeId, SegmentationRecord | null>(async (ids) => {
    const latest = new Map((await team.segmentations.latestOf(ids)).map((segmentation) => [segmentation.volumeId, segmentation]));
    return ids.map((id) => latest.get(id) ?? null);
  }, CACHED);
  return {
    volumes: byId((ids: readonly VolumeId[]) => team.volumes.getMany(ids)),
    segmentations: byId((ids: readonly SegmentationId[]) => team.segmentations.getMany(ids)),
    datasets,
    models: byId((ids: readonly ModelId[]) => team.models.getMany(ids)),
    recipes: byId((ids: readonly RecipeId[]) => team.recipes.getMany(ids)),
    indexes: byId((ids: readonly VectorIndexId[]) => team.indexes.getMany(ids)),
    snapshots: byId((ids: readonly SnapshotId[]) => team.snapshots.getMany(ids)),
    jobs: byId((ids: readonly JobId[]) => team.jobs.getMany(ids)),
    readerStudies: byId((ids: readonly ReaderStudyId[]) => team.readerStudies.getMany(ids)),
    runs: byId((ids: readonly RetrievalRunId[]) => team.runs.getMany(ids)),
    benchmarks: byId((ids: readonly BenchmarkId[]) => team.benchmarks.getMany(ids)),
    benchmarkRuns: byId((ids: readonly BenchmarkRunId[]) => team.benchmarks.getRuns(ids)),
    schedules: byId((ids: readonly BenchmarkScheduleId[]) => team.schedules.getMany(ids)),
    scheduledRuns: byId((ids: readonly ScheduledRunId[]) => team.schedules.getRuns(ids)),
    patients: byId((ids: readonly PatientId[]) => team.volumes.patients(ids)),
    studies: byId((ids: readonly StudyId[]) => team.volumes.studies(ids)),
    volumesOfDatasets: pages<DatasetId, VolumeId, VolumeRecord>((ids, page) => team.volumes.pagesBy('DATASET', ids, page)),
    volumesOfPatients: pages<PatientId, VolumeId, VolumeRecord>((ids, page) => team.volumes.pagesBy('PATIENT', ids, page)),
    volumesOfStudies: pages<StudyId, VolumeId, VolumeRecord>((ids, page) => team.volumes.pagesBy('STUDY', ids, page)),
    snapshotsOfDatasets: pages<DatasetId, SnapshotId, SnapshotRecord>((ids, page) => team.snapshots.pagesOf(ids, page)),
    runsOfBenchmarks: pages<BenchmarkId, BenchmarkRunId, BenchmarkRunRecord>((ids, page) => team.benchmarks.runPagesOf(ids, page)),
    runsOfSchedules: pages<BenchmarkScheduleId, ScheduledRunId, ScheduledRunRecord>((ids, page) => team.schedules.runPagesOf(ids, page)),
    segmentationsOf: new DataLoader<VolumeId, readonly SegmentationRecord[]>(async (ids) => {
      const all = await team.segmentations.listOf(ids);
      return ids.map((id) => all.filter((segmentation) => segmentation.volumeId === id));
    }, CACHED),
    latestSegmentationOf,
    /** The same with the pixels of the slices of a plane. */
    latestSegmentationIn: new DataLoader<{ readonly volumeId: VolumeId; readonly plane: Plane }, SegmentationRecord | null, string>(
      async (asked) => {
        const latest = await latestSegmentationOf.loadMany(asked.map(({ volumeId }) => volumeId));
        const stored = latest.filter((one): one is SegmentationRecord => one !== null && !(one instanceof Error));
        const found = new Map<string, SegmentationRecord>();
        for (const plane of new Set(asked.map((one) => one.plane))) {
          const own = new Set(asked.filter((one) => one.plane === plane).map(({ volumeId }) => volumeId));
          for (const segmentation of await planes.regionsIn(team, plane, stored.filter(({ volumeId }) => own.has(volumeId)))) found.set(`${plane} ${segmentation.volumeId}`, segmentation);
        }
        return asked.map(({ volumeId, plane }) => found.get(`${plane} ${volumeId}`) ?? null);
      },
      { ...CACHED, cacheKeyFn: ({ volumeId, plane }) => `${plane} ${volumeId}` },
    ),
    sliceFlags: new DataLoader<{ readonly volume: VolumeRecord; readonly plane: Plane }, readonly number[], string>(
      async (asked) => {
        const flags: (readonly number[])[] = [];
        // One after the other: where they are missing a volume is read.
        for (const { volume, plane } of asked) flags.push(await planes.flagsIn(team, plane, volume));
        return flags;
      },
      { ...CACHED, cacheKeyFn: ({ volume, plane }) => `${plane} ${volume.id}` },
    ),
    datasetsOf: new DataLoader<VolumeId, readonly DatasetRecord[]>(async (ids) => {
      const of = await team.datasets.of(ids);
      return Promise.all(
        ids.map(async (id) => (await datasets.loadMany(of.get(id) ?? [])).filter((dataset): dataset is DatasetRecord => dataset !== null && !(dataset instanceof Error))),
      );
    }, CACHED),
    cardsOfDatasets: cards('DATASET'),
    cardsOfSnapshots: cards('SNAPSHOT'),
    reviewsOfPairs: new DataLoader<VolumePair, DuplicateReview | null, string>(async (pairs) => {
      const reviews = new Map((await team.duplicateReviews.ofPairs(pairs)).map((review) => [keyOfPair(review), review]));
      return pairs.map((pair) => reviews.get(keyOfPair(pair)) ?? null);
    }, { ...CACHED, cacheKeyFn: keyOfPair }),
    memberCounts: new DataLoader<DatasetId, number>(async (ids) => {
      const counts = await team.datasets.memberCounts(ids);
      return ids.map((id) => counts.get(id) ?? 0);
    }, CACHED),
  } as const;
}

export type Loaders = ReturnType<typeof createLoaders>;
