import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import { numberPatients } from '../../domain/evaluation/number-patients.js';
import { expandCounts } from '../../domain/evaluation/trial-count.js';
import type { Trial } from '../../domain/evaluation/trial.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { RetrievalRunId } from '../../domain/ids.js';
import type { LabelPairComparison } from '../../domain/labels/compare-label.js';
import { adjustPairs, comparePairs } from '../../domain/statistics/compare-pairs.js';
import type { PairComparison, RecallPair } from '../../domain/statistics/compare-pairs.js';
import { ofSameQueries } from '../../domain/statistics/compare-recall.js';
import { inTurns } from '../in-turns.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { RetrievalRunRecord } from '../ports/run-records.js';
import { compareLabelRuns } from './compare-label-runs.js';
import { requireTrials } from './read-trials.js';

type Objects = Pick<ObjectStore, 'get' | 'head'>;

/** So that asking again gives the same p to the last digit. */
const SEED = 'comparison of runs';
const MOST_RUNS = 10;

export type RunComparison = {
  /** In the order asked for. */
  readonly runs: readonly RetrievalRunRecord[];
  /** Of ranking and evaluation. More than one: the figures cannot be compared, and whoever shows them must say so. */
  readonly versions: readonly string[];
} & (
  | { readonly kind: 'CLASSES'; readonly taxonomy: EvaluationTaxonomy; /** The earlier run of each pair is A. */ readonly pairs: readonly PairComparison[] }
  | { readonly kind: 'LABEL'; readonly label: string; readonly pairs: readonly LabelPairComparison[] }
);

/**
 * Runs side by side. Those that classes judge, in one taxonomy: for each pair the difference in macro recall with the p of the sign-flip test by patient,
 * adjusted by Holm over the pairs, and the same class by class. Those that one label of volumes judges: the same of each measure. Throws NOT_FOUND; INVALID_INPUT
 * for fewer than two runs, or more than ten, for runs of different labels or of classes and a label, and for a taxonomy that is missing or
 * means nothing; CONFLICT for a run without figures, and for runs that were not asked the same queries.
 */
export async function compareRuns(objects: Objects, team: TeamCatalogue, runIds: readonly RetrievalRunId[], taxonomy: EvaluationTaxonomy | null): Promise<RunComparison> {
  const runs = await runsNamed(team, runIds);
  const shared = { runs, versions: [...new Set(runs.map(({ version }) => version))] };
  const label = labelOf(runs);
  if (label !== null) {
    if (taxonomy !== null) throw new VoxseekError('INVALID_INPUT', `taxonomy: the runs are judged by the label "${label}" of volumes, not by classes. Leave it out.`, { path: 'taxonomy' });
    return { ...shared, kind: 'LABEL', label, pairs: await compareLabelRuns(objects, team, runs, SEED) };
  }
  if (taxonomy === null) throw new VoxseekError('INVALID_INPUT', 'taxonomy: the runs are judged by classes. Say which: COARSE_29 or FINE_104.', { path: 'taxonomy' });
  return { ...shared, kind: 'CLASSES', taxonomy, pairs: await compareClasses(objects, team, runs, taxonomy) };
}

/** The pairs of runs that classes judge. Throws CONFLICT as `compareRuns` does. */
async function compareClasses(objects: Objects, team: TeamCatalogue, runs: readonly RetrievalRunRecord[], taxonomy: EvaluationTaxonomy): Promise<readonly PairComparison[]> {
  return adjustPairs(await inTurns(comparePairs(await trialsOf(objects, team, runs, taxonomy), { seed: SEED })));
}

/** The same, without the pairs that were not asked the same queries: slices of another plane show other classes. Throws CONFLICT for a run without figures. */
export async function compareAlike(objects: Objects, team: TeamCatalogue, runs: readonly RetrievalRunRecord[], taxonomy: EvaluationTaxonomy): Promise<readonly PairComparison[]> {
  const alike: Map<string, readonly Trial[]>[] = [];
  for (const [id, trials] of await trialsOf(objects, team, runs, taxonomy)) {
    const same = alike.find((group) => [...group.values()].slice(0, 1).some((first) => ofSameQueries(first, trials)));
    if (same === undefined) alike.push(new Map([[id, trials]]));
    else same.set(id, trials);
  }
  const pairs: RecallPair[] = [];
  for (const group of alike) pairs.push(...(await inTurns(comparePairs(group, { seed: SEED }))));
  return adjustPairs(pairs);
}

/** By run, in their order; a patient bears the same name in each. */
async function trialsOf(objects: Objects, team: TeamCatalogue, runs: readonly RetrievalRunRecord[], taxonomy: EvaluationTaxonomy): Promise<ReadonlyMap<string, readonly Trial[]>> {
  const asked: (readonly Trial[])[] = [];
  for (const run of runs) asked.push(expandCounts((await requireTrials(objects, team, run)).get(taxonomy) ?? []));
  return new Map(numberPatients(...asked).map((ofRun, at) => [runs[at]?.id ?? '', ofRun]));
}

async function runsNamed(team: TeamCatalogue, runIds: readonly RetrievalRunId[]): Promise<readonly RetrievalRunRecord[]> {
  const ids = [...new Set(runIds)];
  const wrongNumber = (): VoxseekError => new VoxseekError('INVALID_INPUT', `runIds: ${ids.length} different runs were named; two to ${MOST_RUNS} can be compared.`, { path: 'runIds' });
  if (ids.length > MOST_RUNS) throw wrongNumber();
  const found = new Map((await team.runs.getMany(ids)).map((run) => [run.id, run]));
  const runs = ids.map((id) => {
    const run = found.get(id);
    if (run === undefined) throw new VoxseekError('NOT_FOUND', `No RetrievalRun with the id "${id}" can be seen by this token. Check the id.`, { path: 'runIds' });
    return run;
  });
  if (ids.length < 2) throw wrongNumber();
  return runs;
}

/** The label that judges all of them; null where classes do. */
function labelOf(runs: readonly RetrievalRunRecord[]): string | null {
  const judgeOf = ({ config: { label } }: RetrievalRunRecord): string => {
    if (label === null) return 'classes';
    return `the label "${label.name}"${label.order === null ? '' : ` in the order ${label.order.join(', ')}`}`;
  };
  const [first, ...others] = runs;
  if (first === undefined) return null;
  const other = others.find(({ config }) => JSON.stringify(config.label) !== JSON.stringify(first.config.label));
  if (other === undefined) return first.config.label?.name ?? null;
  throw new VoxseekError('INVALID_INPUT', `runIds: "${first.name}" is judged by ${judgeOf(first)} and "${other.name}" by ${judgeOf(other)}. Compare runs that the same judges.`, { path: 'runIds' });
}
