import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import { perturbationText } from '../../domain/perturbation/perturbation.js';
import type { JobRecord } from '../../services/ports/records.js';
import type { TaxonomyMetrics } from '../../domain/evaluation/metrics.js';
import { requireLabel } from '../../services/evaluation/require-label.js';
import { leaveOnePatientOut } from '../../services/ports/run-records.js';
import type { BenchmarkRunRecord, RetrievalRunRecord } from '../../services/ports/run-records.js';
import { TABLE_FILES } from '../../services/export/export-format.js';
import type { ApiContext } from '../context.js';
import { payloadOf } from '../errors/payload.js';
import { found, parseId } from '../found.js';
import { reportPath } from '../http/report-route.js';
import { signAddress } from '../http/signed-address.js';
import { JobType } from '../job/job.type.js';
import type { ConnectionValue } from '../pagination.js';
import { MAX_PAGE, PageArgs, pageComplexity, toPageRequest, toRecordConnection } from '../pagination.js';
import { toLabelTarget } from '../retrieval-config/label-target.input.js';
import { exportFiles } from '../retrieval-run/export-files.js';
import { ExportFileType } from '../retrieval-run/export.type.js';
import { documentOf } from './document-of.js';
import { RunBenchmarkInput, StartBenchmarkInput } from './benchmark-run.input.js';
import { BenchmarkRowType, BenchmarkRunConnectionType, BenchmarkRunType } from './benchmark-run.type.js';
import { benchmarkCells } from './grid.js';

const StartBenchmarkPayload = payloadOf('startBenchmark', {
  benchmarkRun: { type: () => BenchmarkRunType, description: 'The grid under way.' },
  job: { type: () => JobType, description: 'The work behind it.' },
});

const RunBenchmarkPayload = payloadOf('runBenchmark', {
  benchmarkRun: { type: () => BenchmarkRunType, description: 'The benchmark under way.' },
  job: { type: () => JobType, description: 'The work behind it: what is missing is embedded and built first.' },
});

interface Row {
  readonly run: RetrievalRunRecord;
  readonly perturbation: string | null;
  readonly coarse: TaxonomyMetrics | null;
  readonly fine: TaxonomyMetrics | null;
}

const metricsOf = (run: RetrievalRunRecord, taxonomy: EvaluationTaxonomy): TaxonomyMetrics | null =>
  run.metrics?.taxonomies.find((metrics) => metrics.taxonomy === taxonomy) ?? null;

@Resolver(() => BenchmarkRunType)
export class BenchmarkRunResolver {
  @Authorized('READ')
  @Query(() => BenchmarkRunType, { nullable: true, description: 'One benchmark run. Fails with NOT_FOUND.' })
  benchmarkRun(@Arg('id', () => ID, { description: 'Its id.' }) id: string, @Ctx() context: ApiContext): Promise<BenchmarkRunRecord> {
    return found(context.team.benchmarks.getRun(parseId('BenchmarkRun', id)), 'BenchmarkRun', id);
  }

  @Authorized('READ')
  @Query(() => BenchmarkRunConnectionType, { description: 'All benchmark runs of the team.', complexity: pageComplexity })
  async benchmarkRuns(@Args(() => PageArgs) page: PageArgs, @Ctx() context: ApiContext): Promise<ConnectionValue<BenchmarkRunRecord>> {
    return toRecordConnection(await context.team.benchmarks.listRuns(toPageRequest('BenchmarkRun', page)));
  }

  @Authorized('WRITE')
  @Mutation(() => StartBenchmarkPayload, { description: 'Runs a grid of configurations. The same grid on the same snapshot is the same job.' })
  async startBenchmark(
    @Arg('input', () => StartBenchmarkInput, { description: 'The grid.' }) input: StartBenchmarkInput,
    @Ctx() context: ApiContext,
  ): Promise<{ benchmarkRun: BenchmarkRunRecord; job: JobRecord }> {
    const { team, services } = context;
    const snapshot = await found(team.snapshots.get(parseId('Snapshot', input.snapshotId, 'input.snapshotId')), 'Snapshot', input.snapshotId, 'input.snapshotId');
    const ids = [...new Set(input.indexIds)].map((id) => parseId('VectorIndex', id, 'input.indexIds'));
    const known = new Map((await team.indexes.getMany(ids)).map((index) => [index.id, index]));
    const indexes = await Promise.all(ids.map((id) => found(Promise.resolve(known.get(id) ?? null), 'VectorIndex', id, 'input.indexIds')));
    const cells = benchmarkCells(input, indexes);
    if (cells.length > MAX_PAGE) throw new VoxseekError('LIMIT_EXCEEDED', `The grid has ${cells.length} cells; ${MAX_PAGE} are run at once. Leave some out.`, { path: 'input' });
    const volumes = { snapshotId: snapshot.id, protocol: leaveOnePatientOut(snapshot.id) };
    const labels = input.modes.includes('VOLUME') ? (input.labels ?? []) : [];
    for (const [at, label] of labels.entries()) await requireLabel(team, volumes, toLabelTarget(label), `input.labels.${at}`);
    const { benchmarkRun, job } = await services.benchmarks.startBenchmark(team, { name: input.name, ...volumes, cells });
    return { benchmarkRun, job };
  }

  @Authorized('WRITE')
  @Mutation(() => RunBenchmarkPayload, {
    description: 'Runs a benchmark that is declared as a document, or a ready-made one: data sets become snapshots, missing embeddings and indexes are made, cells are measured. The same document on the same data is the same job. What cannot run is refused with its place in the document.',
  })
  async runBenchmark(
    @Arg('input', () => RunBenchmarkInput, { description: 'What to run.' }) input: RunBenchmarkInput,
    @Ctx() { team, services }: ApiContext,
  ): Promise<{ benchmarkRun: BenchmarkRunRecord; job: JobRecord }> {
    const { benchmarkRun, job } = await services.benchmarks.runDocument(team, documentOf(input));
    return { benchmarkRun, job };
  }

  @FieldResolver(() => String, { description: 'Address of its report, one self-contained HTML file, drawn as it is asked for; works for an hour without a token.' })
  reportUrl(@Root() { id }: BenchmarkRunRecord, @Ctx() context: ApiContext): string {
    return `${context.publicUrl}${signAddress(context.signingKey, context.team.teamId, reportPath(id), Date.now())}`;
  }

  @FieldResolver(() => [ExportFileType], { description: 'The results of all its cells as files.' })
  exports(@Root() { id }: BenchmarkRunRecord, @Ctx() context: ApiContext): readonly ExportFileType[] {
    return exportFiles('BenchmarkRun', id, TABLE_FILES, context);
  }

  @FieldResolver(() => String, { nullable: true, description: 'The name of its definition.' })
  async name(@Root() run: BenchmarkRunRecord, @Ctx() context: ApiContext): Promise<string | null> {
    return ((await context.loaders.benchmarks.load(run.benchmarkId)))?.name ?? null;
  }

  @FieldResolver(() => JobType, { nullable: true, description: 'The work behind it.' })
  job(@Root() run: BenchmarkRunRecord, @Ctx() context: ApiContext): Promise<JobRecord | null> {
    return context.loaders.jobs.load(run.jobId);
  }

  @FieldResolver(() => [BenchmarkRowType], { description: 'One row for each cell, in the order of the grid; a cell that has not begun is missing.', complexity: ({ childComplexity }) => 1 + 20 * childComplexity })
  async rows(@Root() run: BenchmarkRunRecord, @Ctx() context: ApiContext): Promise<readonly Row[]> {
    const runs = await context.loaders.runs.loadMany(run.runIds);
    const perturbed = new Map(run.perturbed?.map(({ runId, perturbation }) => [runId, perturbationText(perturbation)]));
    return runs
      .filter((cell): cell is RetrievalRunRecord => cell !== null && !(cell instanceof Error))
      .map((cell) => ({ run: cell, perturbation: perturbed.get(cell.id) ?? null, coarse: metricsOf(cell, 'COARSE_29'), fine: metricsOf(cell, 'FINE_104') }));
  }
}
