import { createHash, randomUUID } from 'node:crypto';
import { ID_PREFIXES, asId } from '../../src/domain/ids.js';
import type { Recipe } from '../../src/services/embedding/recipe.js';
import type { DatasetId, Id, IdKind, ModelId, RecipeId, SnapshotId, VolumeId } from '../../src/domain/ids.js';
import type { Catalogue, TeamCatalogue } from '../../src/services/ports/catalogue.js';
import type { DatasetMember, DatasetRecord, EmbeddingRecord, ModelRecord, QueryVolumeRecord, RecipeRecord, SegmentationRecord, UploadRecord, VectorIndexRecord, VolumeRecord } from '../../src/services/ports/records.js';
import { DEFAULT_RETRIEVAL_CONFIG } from '../../src/domain/ranking/retrieval-config.js';
import { leaveOnePatientOut } from '../../src/services/ports/run-records.js';
import type { ReaderStudyRecord, StudyContent } from '../../src/services/ports/reader-study-records.js';
import type { BenchmarkRecord, BenchmarkRunRecord, RetrievalRunRecord } from '../../src/services/ports/run-records.js';
import type { BenchmarkScheduleRecord, ScheduledRunRecord } from '../../src/services/ports/schedule-records.js';

export const newId = <Kind extends IdKind>(kind: Kind): Id<Kind> => asId(kind, `${ID_PREFIXES[kind]}_${randomUUID()}`);
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const inAnHour = (): Date => new Date(Date.now() + 3_600_000);

/** Records with sane defaults, none stored: a test says only what it is about. */
export const record = {
  volume(overrides: Partial<VolumeRecord> = {}): VolumeRecord {
    const id = overrides.id ?? newId('Volume');
    const shape = overrides.shape ?? ([64, 64, 4] as const);
    return {
      id,
      teamId: newId('Team'),
      patientId: newId('Patient'),
      studyId: newId('Study'),
      name: null,
      voxelHash: hashOf(id),
      canonicalVersion: 1,
      voxelType: 'INT16',
      spacing: [1, 1, 5],
      affine: [[1, 0, 0, -32.5], [0, 1, 0, -32.125], [0, 0, 5, 100.1], [0, 0, 0, 1]],
      sliceFlags: Array.from({ length: shape[2] }, () => 0),
      importNotes: [],
      derivedFrom: [],
      bytes: 12_345,
      createdAt: new Date(),
      ...overrides,
      shape,
    };
  },
  segmentation(volumeId: VolumeId, overrides: Partial<Omit<SegmentationRecord, 'version'>> = {}): Omit<SegmentationRecord, 'version'> {
    const id = overrides.id ?? newId('Segmentation');
    return {
      id,
      volumeId,
      taxonomy: 'TOTALSEGMENTATOR_V1',
      producer: { kind: 'MANUAL', name: 'reader', version: null },
      covers: ['liver', 'spleen'],
      regions: [
        { region: 'spleen', pixelCounts: [0, 7, 9, 0] },
        { region: 'liver', pixelCounts: [0, 0, 120_000, 4] },
      ],
      unknownLabels: [],
      maskHash: hashOf(id),
      createdAt: new Date(),
      ...overrides,
    };
  },
  dataset(overrides: Partial<DatasetRecord> = {}): DatasetRecord {
    const id = overrides.id ?? newId('Dataset');
    return { id, name: `data set ${id}`, description: null, createdAt: new Date(), ...overrides };
  },
  member(volumeId: VolumeId, overrides: Partial<DatasetMember> = {}): DatasetMember {
    return { volumeId, split: 'NONE', labels: {}, ...overrides };
  },
  model(overrides: Partial<ModelRecord> = {}): ModelRecord {
    const id = overrides.id ?? newId('Model');
    return { id, teamId: null, name: 'encoder', revision: '1', sha256: hashOf(id), dimension: 8, entry: { licence: 'Apache-2.0' }, createdAt: new Date(), ...overrides };
  },
  recipe(modelId: ModelId, overrides: Partial<RecipeRecord> = {}): RecipeRecord {
    const id = overrides.id ?? newId('Recipe');
    const body: Recipe = {
      ...{ modelId, modelRevision: '1', modelSha256: hashOf(modelId), plane: 'AXIAL', orientation: 'ANTERIOR_TOP_LEFT_FIRST', window: { center: 40, width: 400 } },
      ...{ fit: 'STRETCH', resize: 'PILLOW_BILINEAR', size: { width: 2, height: 4 }, channels: 'SINGLE', normalisation: { scale: 1, mean: [0], std: [1] }, pooling: 'NONE' },
      ...{ dimension: 8, precision: 'FLOAT16', preprocessingVersion: 1, canonicalVersion: 1 },
    };
    return { id, modelId, hash: hashOf(id), body, createdAt: new Date(), ...overrides };
  },
  embedding(volumeId: VolumeId, recipeId: RecipeId, overrides: Partial<EmbeddingRecord> = {}): EmbeddingRecord {
    const sha256 = hashOf(volumeId + recipeId);
    return { volumeId, recipeId, objectKey: `teams/t/${volumeId}.npy`, rows: 4, dimension: 8, sha256, provider: 'CPU', seconds: 0.25, createdAt: new Date(), ...overrides };
  },
  index(recipeId: RecipeId, overrides: Partial<VectorIndexRecord> = {}): VectorIndexRecord {
    return {
      id: newId('VectorIndex'),
      name: 'index',
      recipeId,
      parameters: { kind: 'HNSW', m: 16, efConstruction: 200, ef: 64 },
      scope: { kind: 'FOLLOWING', datasetIds: [] },
      state: 'READY',
      collection: 'c1',
      generation: 1,
      expectedSlices: 0,
      indexedSlices: 0,
      skipped: [],
      buildSeconds: null,
      server: null,
      createdAt: new Date(),
      builtAt: null,
      ...overrides,
    };
  },
  upload(overrides: Partial<UploadRecord> = {}): UploadRecord {
    const id = overrides.id ?? newId('Upload');
    return { id, state: 'PENDING', objectKey: `teams/t/uploads/${id}`, fileName: 'ct.nii.gz', maxBytes: 5_000_000_000, sha256: null, bytes: null, createdAt: new Date(), expiresAt: inAnHour(), ...overrides };
  },
  queryVolume(recipeId: RecipeId, overrides: Partial<QueryVolumeRecord> = {}): QueryVolumeRecord {
    return {
      id: newId('QueryVolume'),
      recipeId,
      state: 'UPLOADED',
      sameAsVolumeId: null,
      patientId: null,
      sliceCount: null,
      voxelHash: null,
      embeddingKey: null,
      jobId: null,
      error: null,
      createdAt: new Date(),
      expiresAt: inAnHour(),
      ...overrides,
    };
  },
  run(snapshotId: SnapshotId, overrides: Partial<RetrievalRunRecord> = {}): RetrievalRunRecord {
    return {
      id: newId('RetrievalRun'),
      jobId: newId('Job'),
      benchmarkRunId: null,
      name: 'run',
      state: 'RUNNING',
      snapshotId,
      indexId: null,
      control: 'RANDOM',
      config: { ...DEFAULT_RETRIEVAL_CONFIG, k: 10 },
      protocol: leaveOnePatientOut(snapshotId),
      version: 'ranking-1',
      metrics: null,
      times: null,
      record: null,
      resultsKey: null,
      reproducible: true,
      error: null,
      createdAt: new Date(),
      finishedAt: null,
      ...overrides,
    };
  },
  benchmark(snapshotId: SnapshotId, overrides: Partial<BenchmarkRecord> = {}): BenchmarkRecord {
    const definition = { name: 'benchmark', snapshotId, protocol: leaveOnePatientOut(snapshotId), cells: [] };
    return { id: newId('Benchmark'), name: 'benchmark', definition, createdAt: new Date(), ...overrides };
  },
  benchmarkRun(benchmarkId: BenchmarkRecord['id'], overrides: Partial<BenchmarkRunRecord> = {}): BenchmarkRunRecord {
    return { id: newId('BenchmarkRun'), benchmarkId, jobId: newId('Job'), state: 'QUEUED', runIds: [], overlap: null, annotation: null, perturbed: null, createdAt: new Date(), finishedAt: null, ...overrides };
  },
  schedule(overrides: Partial<BenchmarkScheduleRecord> = {}): BenchmarkScheduleRecord {
    const document = { version: 1, name: 'benchmark', gallery: { dataset: 'archive' }, encoders: [{ model: 'pixels-32' }], modes: ['VOLUME'] };
    const id = overrides.id ?? newId('BenchmarkSchedule');
    return {
      ...{ id, name: `schedule ${id}`, note: null, document, trigger: { kind: 'CRON', cron: '0 3 * * *', timeZone: 'UTC' }, overlap: 'SKIP', paused: false },
      ...{ createdBy: 'test', watch: null, createdAt: new Date(), ...overrides },
    };
  },
  scheduledRun(scheduleId: BenchmarkScheduleRecord['id'], overrides: Partial<ScheduledRunRecord> = {}): ScheduledRunRecord {
    return {
      ...{ id: newId('ScheduledRun'), scheduleId, fire: null, state: 'RUNNING', dataState: 'state', benchmarkRunId: null, previousRunId: null, outcome: null, alert: false, error: null },
      ...{ createdAt: new Date(), finishedAt: null, ...overrides },
    };
  },
  readerStudy(snapshotId: SnapshotId, overrides: Partial<ReaderStudyRecord> = {}): ReaderStudyRecord {
    const design = { kind: 'RELEVANCE', runIds: [newId('RetrievalRun'), newId('RetrievalRun')], depth: 1, cutoff: 1, readersPerPair: 1, threshold: 2 } as const;
    return {
      ...{ id: newId('ReaderStudy'), name: 'study', instructions: null, state: 'OPEN', snapshotId, design, seed: 'seed', reproducible: true },
      ...{ createdAt: new Date(), openedAt: new Date(), closedAt: null, ...overrides },
    };
  },
  /** One reader with one pair to grade: the first volume as query, the second as result. */
  studyContent(studyId: ReaderStudyRecord['id'], queryId: VolumeId, resultId: VolumeId): StudyContent {
    const readerId = newId('Reader');
    return {
      readers: [{ id: readerId, studyId, code: 'R1', position: 0 }],
      topics: [{ position: 0, volumeId: queryId, cluster: 0, question: null, truth: null }],
      items: [{ topic: 0, position: 0, volumeId: resultId, sources: [{ configuration: 0, rank: 1 }] }],
      assignments: [{ id: newId('Assignment'), studyId, readerId, topic: 0, item: 0, session: 1, condition: null, position: 0 }],
    };
  },
};

/** Stores what a story needs and gives back what was stored. */
export interface Seed {
  readonly team: TeamCatalogue;
  volume(overrides?: Partial<VolumeRecord>): Promise<VolumeRecord>;
  segmentation(volumeId: VolumeId, overrides?: Partial<Omit<SegmentationRecord, 'version'>>): Promise<SegmentationRecord>;
  /** With these volumes as members. */
  dataset(volumes?: readonly VolumeRecord[], overrides?: Partial<DatasetRecord>): Promise<DatasetRecord>;
  /** With a model of its own, unless one is given. */
  recipe(modelId?: ModelId, change?: Partial<Recipe>): Promise<RecipeRecord>;
  index(recipeId: RecipeId, overrides?: Partial<VectorIndexRecord>): Promise<VectorIndexRecord>;
  snapshotOf(datasetId: DatasetId): Promise<SnapshotId>;
}

export async function seedTeam(catalogue: Catalogue, name = `team ${randomUUID()}`): Promise<Seed> {
  const { id: teamId } = await catalogue.operator.createTeam(name);
  const team = catalogue.team(teamId);
  return {
    team,
    async volume(overrides) {
      const volume = record.volume({ ...overrides, teamId });
      await team.volumes.insert(volume);
      return volume;
    },
    segmentation: (volumeId, overrides) => team.segmentations.insert(record.segmentation(volumeId, overrides)),
    async dataset(volumes = [], overrides) {
      const dataset = record.dataset(overrides);
      await team.datasets.insert(dataset);
      for (const { id } of volumes) await team.datasets.putMember(dataset.id, record.member(id));
      return dataset;
    },
    async recipe(modelId, change = {}) {
      const model = record.model({ teamId });
      if (modelId === undefined) await team.models.insert(model);
      const made = record.recipe(modelId ?? model.id);
      const recipe = { ...made, body: { ...(made.body as Recipe), ...change } };
      await team.recipes.put(recipe);
      return recipe;
    },
    async index(recipeId, overrides) {
      const index = record.index(recipeId, overrides);
      await team.indexes.insert(index);
      return index;
    },
    snapshotOf: async (datasetId) => (await team.snapshots.take(datasetId)).id,
  };
}
