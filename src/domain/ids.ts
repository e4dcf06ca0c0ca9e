declare const brand: unique symbol;

/** A string that names one kind of thing: a `VolumeId` is never taken for a `DatasetId`. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

/** The prefix of every id says what it names, so that one `node(id:)` can resolve them all. */
export const ID_PREFIXES = {
  Team: 'team',
  ApiToken: 'tok',
  Patient: 'pat',
  Study: 'std',
  Volume: 'vol',
  Segmentation: 'seg',
  Dataset: 'ds',
  Snapshot: 'snap',
  Model: 'mod',
  Recipe: 'rec',
  VectorIndex: 'idx',
  QueryVolume: 'qv',
  Upload: 'upl',
  RetrievalRun: 'run',
  Benchmark: 'ben',
  BenchmarkRun: 'brun',
  BenchmarkSchedule: 'bsch',
  ScheduledRun: 'srun',
  ReaderStudy: 'rst',
  Reader: 'rdr',
  Assignment: 'asg',
  Judgement: 'jdg',
  Job: 'job',
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

export type TeamId = Id<'Team'>;
export type ApiTokenId = Id<'ApiToken'>;
export type PatientId = Id<'Patient'>;
export type StudyId = Id<'Study'>;
export type VolumeId = Id<'Volume'>;
export type SegmentationId = Id<'Segmentation'>;
export type DatasetId = Id<'Dataset'>;
export type SnapshotId = Id<'Snapshot'>;
export type ModelId = Id<'Model'>;
export type RecipeId = Id<'Recipe'>;
export type VectorIndexId = Id<'VectorIndex'>;
export type QueryVolumeId = Id<'QueryVolume'>;
export type UploadId = Id<'Upload'>;
export type RetrievalRunId = Id<'RetrievalRun'>;
export type BenchmarkId = Id<'Benchmark'>;
export type BenchmarkRunId = Id<'BenchmarkRun'>;
export type BenchmarkScheduleId = Id<'BenchmarkSchedule'>;
export type ScheduledRunId = Id<'ScheduledRun'>;
export type ReaderStudyId = Id<'ReaderStudy'>;
export type ReaderId = Id<'Reader'>;
export type AssignmentId = Id<'Assignment'>;
export type JudgementId = Id<'Judgement'>;
export type JobId = Id<'Job'>;

/** Brands `text` as an id of the given kind; the caller vouches that it is one. */
export function asId<Kind extends IdKind>(kind: Kind, text: string): Id<Kind> {
  if (!text.startsWith(`${ID_PREFIXES[kind]}_`)) {
    throw new TypeError(`"${text}" is not a ${kind} id`);
  }
  return text as Id<Kind>;
}

/** Whether `text` has the form of an id of the given kind. */
export function isId<Kind extends IdKind>(kind: Kind, text: string): text is Id<Kind> {
  return new RegExp(`^${ID_PREFIXES[kind]}_[a-z0-9-]{1,64}$`, 'u').test(text);
}
