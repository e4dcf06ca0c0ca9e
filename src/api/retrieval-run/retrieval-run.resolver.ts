import { Arg, Args, Authorized, Ctx, FieldResolver, Float, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { DepthSummary } from '../../domain/evaluation/depth/depth-summary.js';
import type { Candidates, RetrievalConfig } from '../../domain/ranking/retrieval-config.js';
import type { JobRecord, SnapshotRecord, VectorIndexRecord } from '../../services/ports/records.js';
import { leaveOnePatientOut } from '../../services/ports/run-records.js';
import type { RetrievalRunRecord, RunMetrics } from '../../services/ports/run-records.js';
import type { ApiContext } from '../context.js';
import { unpackRankedLists } from '../../services/evaluation/ranked-list.js';
import { readDepth } from '../../services/evaluation/read-depth.js';
import { throughputOf } from '../../services/evaluation/stage-times.js';
import { payloadOf } from '../errors/payload.js';
import { exactlyOne } from '../exactly-one.js';
import { found, parseId } from '../found.js';
import { JobType } from '../job/job.type.js';
import type { ConnectionValue } from '../pagination.js';
import { PageArgs, pageComplexity, toConnection, toPageRequest, toRecordConnection } from '../pagination.js';
import { positionAfter } from '../position-cursor.js';
import { CandidatesEnum } from '../retrieval-config/retrieval-config.enums.js';
import { toRetrievalConfig } from '../retrieval-config/to-retrieval-config.js';
import { EvaluationTaxonomyEnum } from '../segmentation/segmentation.type.js';
import { SnapshotType } from '../snapshot/snapshot.type.js';
import { VectorIndexType } from '../vector-index/vector-index.type.js';
import { exportFiles } from './export-files.js';
import { ExportFileType } from './export.type.js';
import { StartRetrievalRunInput } from './retrieval-run.input.js';
import type { PositionedList } from './ranked-list.type.js';
import { RankedListConnectionType } from './ranked-list.type.js';
import { DepthClassFiguresType, DepthFiguresType, RetrievalConfigType, RetrievalRunConnectionType, RetrievalRunType, RunMetricsType, StageTimeType } from './retrieval-run.type.js';

const StartRetrievalRunPayload = payloadOf('startRetrievalRun', {
  retrievalRun: { type: () => RetrievalRunType, description: 'The run.' },
  job: { type: () => JobType, description: 'The work under way.' },
});

@Resolver(() => RetrievalRunType)
export class RetrievalRunResolver {
  @Authorized('READ')
  @Query(() => RetrievalRunType, { nullable: true, description: 'One run. Fails with NOT_FOUND.' })
  retrievalRun(@Arg('id', () => ID, { description: 'Its id.' }) id: string, @Ctx() context: ApiContext): Promise<RetrievalRunRecord> {
    return found(context.loaders.runs.load(parseId('RetrievalRun', id)), 'RetrievalRun', id);
  }

  @Authorized('READ')
  @Query(() => RetrievalRunConnectionType, { description: 'All runs of the team.', complexity: pageComplexity })
  async retrievalRuns(@Args(() => PageArgs) page: PageArgs, @Ctx() context: ApiContext): Promise<ConnectionValue<RetrievalRunRecord>> {
    return toRecordConnection(await context.team.runs.list(toPageRequest('RetrievalRun', page)));
  }

  @Authorized('WRITE')
  @Mutation(() => StartRetrievalRunPayload, { description: 'Ranks and judges all labelled volumes of a snapshot as queries. A label that no volume has, or whose order lacks a value, is refused before anything starts.' })
  async startRetrievalRun(
    @Arg('input', () => StartRetrievalRunInput, { description: 'What to run.' }) input: StartRetrievalRunInput,
    @Ctx() context: ApiContext,
  ): Promise<{ retrievalRun: RetrievalRunRecord; job: JobRecord }> {
    const { team, services } = context;
    exactlyOne('input', { indexId: input.indexId, control: input.control });
    const snapshot = await found(team.snapshots.get(parseId('Snapshot', input.snapshotId, 'input.snapshotId')), 'Snapshot', input.snapshotId, 'input.snapshotId');
    const indexId = input.indexId == null ? null : parseId('VectorIndex', input.indexId, 'input.indexId');
    if (indexId !== null) await found(team.indexes.get(indexId), 'VectorIndex', indexId, 'input.indexId');
    const config = toRetrievalConfig(input.config);
    const cell = { name: input.name, indexId, control: input.control ?? null, config };
    const { run, job } = await services.benchmarks.startRetrievalRun(team, { snapshotId: snapshot.id, protocol: leaveOnePatientOut(snapshot.id), cell }, 'input');
    return { retrievalRun: run, job };
  }

  @FieldResolver(() => SnapshotType, { nullable: true, description: 'The snapshot whose volumes are queries and gallery.' })
  snapshot(@Root() run: RetrievalRunRecord, @Ctx() context: ApiContext): Promise<SnapshotRecord | null> {
    return context.loaders.snapshots.load(run.snapshotId);
  }

  @FieldResolver(() => VectorIndexType, { nullable: true, description: 'The index; null for a control, and once it was dropped.' })
  index(@Root() run: RetrievalRunRecord, @Ctx() context: ApiContext): Promise<VectorIndexRecord | null> | null {
    return run.indexId === null ? null : context.loaders.indexes.load(run.indexId);
  }

  @FieldResolver(() => JobType, { nullable: true, description: 'The work behind it.' })
  job(@Root() run: RetrievalRunRecord, @Ctx() context: ApiContext): Promise<JobRecord | null> {
    return context.loaders.jobs.load(run.jobId);
  }

  @FieldResolver(() => [StageTimeType], { description: 'How long each stage took; empty until it finished.' })
  times(@Root() run: RetrievalRunRecord): readonly StageTimeType[] {
    return Object.entries(run.times ?? {}).map(([stage, { p99 = null, cold = null, warm = null, ...time }]) => ({ stage, ...time, p99, cold, warm }));
  }

  @FieldResolver(() => Float, { nullable: true, description: 'Queries a second, one after the other; null for a control, and until it finished.' })
  throughput(@Root() run: RetrievalRunRecord): number | null {
    return throughputOf(run);
  }

  @FieldResolver(() => [DepthClassFiguresType], { description: 'The measures at depth class by class; VOLUME and REGION only, empty for a control and for runs of before they were kept.', complexity: ({ childComplexity }) => 1 + 100 * childComplexity })
  async depthByClass(
    @Root() run: RetrievalRunRecord,
    @Arg('taxonomy', () => EvaluationTaxonomyEnum, { description: 'Which classes.' }) taxonomy: EvaluationTaxonomy,
    @Arg('measures', () => [String], { nullable: true, description: 'Which measures, as `metrics.depth` names them; all without it.' }) measures: readonly string[] | null,
    @Ctx() { services, team }: ApiContext,
  ): Promise<readonly DepthClassFiguresType[]> {
    const depth = await readDepth(services.objects, team, run, taxonomy);
    return depth.filter(({ measure }) => measures?.includes(measure) ?? true).flatMap(({ measure, classes }) => classes.map((figures) => ({ measure, ...figures })));
  }

  @FieldResolver(() => [ExportFileType], { description: 'Its results as files; empty until it finished.' })
  exports(@Root() run: RetrievalRunRecord, @Ctx() context: ApiContext): readonly ExportFileType[] {
    return exportFiles('RetrievalRun', run.id, context.services.exports.filesOf(run), context);
  }

  @FieldResolver(() => RankedListConnectionType, { description: 'What each query found; empty until it finished.', complexity: pageComplexity })
  async results(@Root() run: RetrievalRunRecord, @Args(() => PageArgs) page: PageArgs, @Ctx() context: ApiContext): Promise<ConnectionValue<PositionedList>> {
    const offset = positionAfter('result', page.after);
    const lists = run.resultsKey === null ? [] : unpackRankedLists(await context.services.objects.get(run.resultsKey));
    const items = lists.slice(offset, offset + page.first).map((list, index) => ({ ...list, position: offset + index }));
    return toConnection({ items, hasNextPage: offset + items.length < lists.length, totalCount: lists.length }, ({ position }) => `result:${position}`);
  }
}

@Resolver(() => RunMetricsType)
export class RunMetricsResolver {
  @FieldResolver(() => [DepthFiguresType], { description: 'Measures of the ranked lists at depth; VOLUME and REGION only, empty for a control.' })
  depth(@Root() { taxonomies, depth }: RunMetrics, @Arg('taxonomy', () => EvaluationTaxonomyEnum, { description: 'Which classes.' }) taxonomy: EvaluationTaxonomy): readonly DepthSummary[] {
    return depth?.[taxonomies.findIndex((figures) => figures.taxonomy === taxonomy)] ?? [];
  }
}

@Resolver(() => RetrievalConfigType)
export class RetrievalConfigResolver {
  @FieldResolver(() => CandidatesEnum, { description: 'Which volumes stage 2 sees.' })
  candidates(@Root() config: RetrievalConfig): Candidates['kind'] {
    return config.candidates.kind;
  }

  @FieldResolver(() => Int, { nullable: true, description: 'With FIRST: how many.' })
  candidateCount(@Root() config: RetrievalConfig): number | null {
    return config.candidates.kind === 'FIRST' ? config.candidates.count : null;
  }
}
