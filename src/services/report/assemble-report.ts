import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { DepthSummary } from '../../domain/evaluation/depth/depth-summary.js';
import { groupBy } from '../../domain/group-by.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { BenchmarkRunId, DatasetId, RetrievalRunId, SnapshotId } from '../../domain/ids.js';
import { inBothTaxonomies } from '../../domain/evaluation/metrics.js';
import { includesSource } from '../../domain/evaluation/includes-source.js';
import { querySourceOf } from '../benchmarks/query-source.js';
import { robustnessFigures } from '../benchmarks/robustness/robustness-figures.js';
import { JUDGED_TAXONOMIES } from '../evaluation/labelled-gallery.js';
import type { LoadLabelledGallery } from '../evaluation/labelled-gallery.js';
import { throughputOf } from '../evaluation/stage-times.js';
import { compareAlike } from '../evaluation/compare-runs.js';
import { encoderText } from '../embedding/recipe-text.js';
import { parseModelEntry } from '../models/model-entry.js';
import type { ModelEntry } from '../models/model-entry.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { ModelRecord, VectorIndexRecord } from '../ports/records.js';
import type { BenchmarkDefinition, RetrievalRunRecord, RunMetrics } from '../ports/run-records.js';
import type { ThumbnailService } from '../thumbnails/thumbnail-service.js';
import { agreementsOf } from './agreements-of.js';
import { confusionsOf } from './confusions-of.js';
import { overlapOf } from './overlap-of.js';
import { bestRankedCells } from './ranked-cells.js';
import type { Comparison, Measured, ReportCell, ReportInput } from './report-input.js';
import { bytesText, cellText, plural } from './words.js';
import { worstQueriesOf } from './worst-queries-of.js';

/** Cells of a mode that are compared with each other; more would make a table that nobody reads. */
const MOST_COMPARED = 6;

export interface ReportSources {
  readonly objects: Pick<ObjectStore, 'get' | 'head'>;
  readonly thumbnails: Pick<ThumbnailService, 'render'>;
  readonly loadLabelled: LoadLabelledGallery;
  /** Of the product. */
  readonly version: string;
}

/** What a report of a benchmark run shows, from its records and ranked lists. Throws NOT_FOUND. */
export async function assembleReport({ objects, thumbnails, loadLabelled, version }: ReportSources, team: TeamCatalogue, id: BenchmarkRunId): Promise<ReportInput> {
  const benchmarkRun = await team.benchmarks.getRun(id);
  if (benchmarkRun === null) throw new VoxseekError('NOT_FOUND', `There is no benchmark run ${id}.`, { path: 'id' });
  const [benchmark] = await team.benchmarks.getMany([benchmarkRun.benchmarkId]);
  if (benchmark === undefined) throw new VoxseekError('NOT_FOUND', `The definition of the benchmark run ${id} is gone.`, { path: 'id' });
  const perturbed = new Set(benchmarkRun.perturbed?.map(({ runId }) => runId));
  const runs = await team.runs.getMany([...new Set(benchmarkRun.runIds)].filter((runId) => !perturbed.has(runId)));
  const encoders = await encodersOf(team, runs);
  const lookup = { snapshot: (of: SnapshotId) => team.snapshots.get(of), dataset: (of: DatasetId) => team.datasets.get(of) };
  const querySource = await querySourceOf(lookup, benchmark.definition);
  const cells = runs.map((run) => cellOf(run, encoders));
  const ranked = await bestRankedCells({ objects, loadLabelled }, team, runs, cells);
  return {
    title: benchmark.name,
    finishedAt: benchmarkRun.finishedAt,
    measured: { ...(await measuredOf(team, benchmark.definition, querySource, version)), machine: machineText(runs) },
    versions: [...new Set(runs.map((run) => run.version))],
    encoders: [...new Map([...encoders.values()].map(({ entry }) => [entry.id, entry])).values()].map((entry) => ({ ...entry, includesQuerySource: includesSource(entry.pretraining.collections, querySource) })),
    cells,
    confusions: confusionsOf(ranked),
    agreements: await agreementsOf(objects, runs, encoders),
    comparisons: await comparisonsOf(objects, team, runs, cells),
    worstQueries: await worstQueriesOf(thumbnails, team, ranked),
    robustness: await robustnessFigures({ objects, teamId: team.teamId, runsOf: (ids) => team.runs.getMany(ids) }, benchmarkRun),
    overlap: await overlapOf(team, benchmarkRun.overlap),
    annotation: benchmarkRun.annotation,
  };
}

/** By run: its index, the encoder behind it, and how that is called beside others of its model. */
export type Encoders = ReadonlyMap<RetrievalRunId, { readonly entry: ModelEntry; readonly name: string; readonly index: VectorIndexRecord }>;

async function encodersOf(team: TeamCatalogue, runs: readonly RetrievalRunRecord[]): Promise<Encoders> {
  const indexes = new Map((await team.indexes.getMany(runs.flatMap(({ indexId }) => indexId ?? []))).map((index) => [index.id, index]));
  const recipes = new Map((await team.recipes.getMany([...indexes.values()].map(({ recipeId }) => recipeId))).map((recipe) => [recipe.id, recipe]));
  const models = new Map<string, ModelRecord>((await team.models.getMany([...recipes.values()].map(({ modelId }) => modelId))).map((model) => [model.id, model]));
  return new Map(
    runs.flatMap((run) => {
      const index = run.indexId === null ? undefined : indexes.get(run.indexId);
      const recipe = recipes.get(index?.recipeId ?? ('' as never));
      const model = models.get(recipe?.modelId ?? '');
      return index === undefined || recipe === undefined || model === undefined ? [] : [[run.id, { entry: parseModelEntry(model.entry), name: encoderText(model.name, recipe), index }] as const];
    }),
  );
}

function cellOf(run: RetrievalRunRecord, encoders: Encoders): ReportCell {
  const { name, index } = encoders.get(run.id) ?? {};
  const { metrics } = run;
  const of = (taxonomy: EvaluationTaxonomy) => metrics?.taxonomies.find((figures) => figures.taxonomy === taxonomy) ?? null;
  return {
    runId: run.id,
    name: run.name,
    state: run.state,
    encoder: run.control ?? name ?? '?',
    index: index?.parameters.kind ?? null,
    control: run.control,
    config: run.config,
    figures: inBothTaxonomies(of('COARSE_29'), of('FINE_104')),
    label: metrics?.label ?? null,
    winnerSliceRatio: metrics?.winnerSliceRatio ?? null,
    depth: metrics === null ? null : { COARSE_29: depthOf(metrics, 'COARSE_29'), FINE_104: depthOf(metrics, 'FINE_104') },
    times: run.times,
    throughput: throughputOf(run),
    error: run.error,
    record: run.record,
  };
}

function depthOf({ taxonomies, depth }: RunMetrics, taxonomy: EvaluationTaxonomy): readonly DepthSummary[] {
  return depth?.[taxonomies.findIndex((figures) => figures.taxonomy === taxonomy)] ?? [];
}

function machineText(runs: readonly RetrievalRunRecord[]): string | null {
  const texts = runs.flatMap(({ record }) => (record === null ? [] : [`${record.machine.cpu}, ${plural(record.machine.cores, 'core')}, ${bytesText(record.machine.memoryBytes)}`]));
  return texts.length === 0 ? null : [...new Set(texts)].join('; ');
}

async function measuredOf(team: TeamCatalogue, { snapshotId, protocol }: BenchmarkDefinition, querySource: string, version: string): Promise<Omit<Measured, 'machine'>> {
  const snapshot = await team.snapshots.get(snapshotId);
  const [dataset] = snapshot === null ? [] : await team.datasets.getMany([snapshot.datasetId]);
  const members = await team.snapshots.members(snapshotId);
  const sources = new Set(members.flatMap(({ derivedFrom }) => derivedFrom));
  return {
    dataset: dataset?.name ?? 'a data set that was deleted',
    snapshotId,
    querySource,
    protocol: protocolText(protocol, snapshotId),
    volumes: members.length,
    patients: new Set(members.map(({ patientId }) => patientId)).size,
    slices: members.reduce((sum, { sliceCount }) => sum + sliceCount, 0),
    derivedFrom: sources.size === 0 ? null : sources.size,
    product: `Voxseek ${version}`,
    seed: 'the same for every run, so that asking again gives the same intervals and p',
  };
}

function protocolText({ gallerySplits, querySnapshotId, querySplits }: BenchmarkDefinition['protocol'], snapshotId: string): string {
  const splits = (of: readonly string[] | null): string => of?.join(' and ') ?? 'all volumes';
  if (querySnapshotId === snapshotId && gallerySplits === null && querySplits === null) return 'every labelled volume is asked about once, its own patient left out';
  const asked = querySnapshotId === snapshotId ? splits(querySplits) : `${splits(querySplits)} of another data set`;
  return `${asked} asked about, ${splits(gallerySplits)} searched, a query's own patient always left out`;
}

/** Within each mode, the first of the finished cells of encoders against each other, as far as they were asked the same queries. */
async function comparisonsOf(objects: ReportSources['objects'], team: TeamCatalogue, runs: readonly RetrievalRunRecord[], cells: readonly ReportCell[]): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = [];
  const nameOf = new Map<string, string>(cells.map((cell) => [cell.runId, cellText(cell)]));
  for (const mode of new Set(runs.map(({ config }) => config.mode))) {
    const finished = runs.filter(({ config, control, state }) => config.mode === mode && config.label === null && control === null && state === 'SUCCEEDED');
    // Of several builds of an index, which bear the same name, the first.
    const compared = [...groupBy(finished, ({ id }) => nameOf.get(id) ?? id).values()].flatMap(([first]) => first ?? []).slice(0, MOST_COMPARED);
    if (compared.length < 2) continue;
    for (const taxonomy of JUDGED_TAXONOMIES) {
      for (const { a, b, difference, p, pHolm, patients } of await compareAlike(objects, team, compared, taxonomy)) {
        if (difference === null || p === null) continue;
        comparisons.push({ first: nameOf.get(a) ?? a, second: nameOf.get(b) ?? b, mode, taxonomy, difference, interval: null, patients, p, pAdjusted: pHolm ?? p });
      }
    }
  }
  return comparisons;
}
