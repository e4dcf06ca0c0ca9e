import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import type { NonEmptyArray, PubSub } from 'type-graphql';
import { buildSchemaSync } from 'type-graphql';
import { authChecker } from './auth.js';
import { failuresMiddleware } from './errors/failures-middleware.js';
import { BenchmarkCellResolver, BenchmarkResolver, DefinitionOfRunResolver } from './benchmark/benchmark.resolver.js';
import { BenchmarkFindingsResolver, BenchmarkOverlapResolver, NearDuplicateResolver } from './benchmark-run/benchmark-findings.resolver.js';
import { RobustnessResolver, RobustnessRowResolver } from './benchmark-run/robustness.resolver.js';
import { BenchmarkRunResolver } from './benchmark-run/benchmark-run.resolver.js';
import { BenchmarkScheduleResolver } from './benchmark-schedule/benchmark-schedule.resolver.js';
import { ScheduledRunResolver } from './benchmark-schedule/scheduled-run.resolver.js';
import { CollectionResolver } from './collection/collection.resolver.js';
import { CardOfDatasetResolver, CardOfSnapshotResolver, DatasetCardResolver } from './dataset/dataset-card.resolver.js';
import { DatasetResolver } from './dataset/dataset.resolver.js';
import { OriginResolver } from './deidentification/origin.resolver.js';
import { DicomWebResolver, DicomWebServersResolver } from './dicomweb/dicomweb.resolver.js';
import { DuplicatePairResolver, DuplicateReviewResolver, DuplicatesOfJobResolver, DuplicatesResolver, FoundDuplicatesResolver } from './duplicates/duplicates.resolver.js';
import { EmbeddingResolver } from './embedding/embedding.resolver.js';
import { EmbeddingSetResolver } from './embedding/embedding-set.resolver.js';
import { ImportPlanResolver } from './import/import-plan.resolver.js';
import { ImportResolver } from './import/import.resolver.js';
import { JobResolver } from './job/job.resolver.js';
import { LeaderboardResolver } from './leaderboard/leaderboard.resolver.js';
import { AvailableModelResolver } from './model/available-model.resolver.js';
import { ModelResolver } from './model/model.resolver.js';
import { NodeResolver } from './node/node.resolver.js';
import { PatientResolver, VolumePatientResolver } from './patient/patient.resolver.js';
import { QueryVolumeResolver } from './query-volume/query-volume.resolver.js';
import { ReaderStudyResolver, StudyConfigurationResolver } from './reader-study/reader-study.resolver.js';
import { ReadingResolver, ShownVolumeResolver } from './reader-study/reading.resolver.js';
import { RecipeResolver } from './recipe/recipe.resolver.js';
import { ProtocolResolver } from './retrieval-run/protocol.resolver.js';
import { RankedListResolver, RankedRegionResolver } from './retrieval-run/ranked-list.resolver.js';
import { RetrievalConfigResolver, RetrievalRunResolver, RunMetricsResolver } from './retrieval-run/retrieval-run.resolver.js';
import { RankedVolumeResolver } from './search/ranked-volume.resolver.js';
import { SearchResolver } from './search/search.resolver.js';
import { VolumeAnswerResolver } from './search/volume-answer.resolver.js';
import { RegionResolver, SegmentationResolver, VolumeSegmentationsResolver } from './segmentation/segmentation.resolver.js';
import { SliceResolver, VolumeSlicesResolver } from './slice/slice.resolver.js';
import { SnapshotResolver } from './snapshot/snapshot.resolver.js';
import { StudyResolver, VolumeStudyResolver } from './study/study.resolver.js';
import { TeamResolver } from './team/team.resolver.js';
import { TokenResolver } from './token/token.resolver.js';
import { UploadResolver } from './upload/upload.resolver.js';
import { VectorIndexResolver } from './vector-index/vector-index.resolver.js';
import { VolumeResolver } from './volume/volume.resolver.js';
import { validateArguments } from './errors/validate-arguments.js';
import { RunComparisonResolver } from './run-comparison/run-comparison.resolver.js';

const RESOLVERS: NonEmptyArray<new () => object> = [
  NodeResolver,
  TeamResolver,
  TokenResolver,
  DatasetResolver,
  CardOfDatasetResolver,
  CardOfSnapshotResolver,
  DatasetCardResolver,
  SnapshotResolver,
  UploadResolver,
  ImportResolver,
  DicomWebResolver,
  DicomWebServersResolver,
  OriginResolver,
  ImportPlanResolver,
  VolumeResolver,
  PatientResolver,
  VolumePatientResolver,
  StudyResolver,
  VolumeStudyResolver,
  VolumeSegmentationsResolver,
  VolumeSlicesResolver,
  SegmentationResolver,
  RegionResolver,
  SliceResolver,
  AvailableModelResolver,
  ModelResolver,
  RecipeResolver,
  EmbeddingResolver,
  EmbeddingSetResolver,
  DuplicatesResolver,
  DuplicateReviewResolver,
  DuplicatesOfJobResolver,
  FoundDuplicatesResolver,
  DuplicatePairResolver,
  VectorIndexResolver,
  QueryVolumeResolver,
  SearchResolver,
  RankedVolumeResolver,
  VolumeAnswerResolver,
  RetrievalRunResolver,
  ProtocolResolver,
  RankedListResolver,
  RankedRegionResolver,
  RetrievalConfigResolver,
  RunMetricsResolver,
  BenchmarkResolver,
  BenchmarkCellResolver,
  DefinitionOfRunResolver,
  BenchmarkRunResolver,
  BenchmarkFindingsResolver,
  BenchmarkOverlapResolver,
  NearDuplicateResolver,
  BenchmarkScheduleResolver,
  ScheduledRunResolver,
  RobustnessResolver,
  RobustnessRowResolver,
  ReaderStudyResolver,
  StudyConfigurationResolver,
  RunComparisonResolver,
  LeaderboardResolver,
  ReadingResolver,
  ShownVolumeResolver,
  JobResolver,
  CollectionResolver,
];

/** The schema builder insists on one; every subscription here brings its own stream. */
const NO_PUB_SUB: PubSub = {
  publish: () => undefined,
  subscribe: (topic) => {
    throw new Error(`No subscription by topic: ${topic}`);
  },
};

let schema: GraphQLSchema | null = null;

/** The whole schema, made once a process; what it needs at run time comes with each request's context. */
export function apiSchema(): GraphQLSchema {
  schema ??= buildSchemaSync({
    resolvers: RESOLVERS,
    authChecker,
    globalMiddlewares: [failuresMiddleware],
    pubSub: NO_PUB_SUB,
    validateFn: validateArguments,
  });
  return schema;
}
