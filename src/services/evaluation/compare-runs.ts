import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import { numberPatients } from '../../domain/evaluation/number-patients.js';
import { expandCounts } from '../../domain/evaluation/trial-count.js';
import type { Trial } from '../../domain/evaluation/trial.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { RetrievalRunId } from '../../domain/ids.js';
import { comparePairs } from '../../domain/statistics/compare-pairs.js';
import type { PairComparison } from '../../domain/statistics/compare-pairs.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { RetrievalRunRecord } from '../ports/run-records.js';
import { requireTrials } from './read-trials.js';

/** So that asking again gives the same p to the last digit. */
const SEED = 'comparison of runs';
const MOST_RUNS = 10;

export interface RunComparison {
  readonly taxonomy: EvaluationTaxonomy;
  /** In the order asked for. */
  readonly runs: readonly RetrievalRunRecord[];
  /** Of ranking and evaluation. More than one: the figures cannot be compared, and whoever shows them must say so. */
  readonly versions: readonly string[];
  /** The earlier run of each pair is A. */
  readonly pairs: readonly PairComparison[];
}

/**
 * Runs side by side: for each pair the difference in macro recall with the p of the sign-flip test by patient, adjusted by Holm over the pairs, and
 * the same class by class. Throws NOT_FOUND; INVALID_INPUT for fewer than two runs, or more than ten; CONFLICT for a run
 * without figures, and for runs that were not asked the same queries.
 */
export async function compareRuns(objects: Pick<ObjectStore, 'get' | 'head'>, team: TeamCatalogue, runIds: readonly RetrievalRunId[], taxonomy: EvaluationTaxonomy): Promise<RunComparison> {
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
  const told = runs.find(({ config }) => config.label !== null);
  if (told !== undefined) {
    throw new VoxseekError('INVALID_INPUT', `The run "${told.name}" is judged by a label of volumes, not by classes. Compare its metrics.label, whose figures have intervals.`, { path: 'runIds' });
  }
  const asked: (readonly Trial[])[] = [];
  for (const run of runs) asked.push(expandCounts((await requireTrials(objects, team, run)).get(taxonomy) ?? []));
  const trials = new Map(numberPatients(...asked).map((ofRun, at) => [runs[at]?.id ?? '', ofRun]));
  return { taxonomy, runs, versions: [...new Set(runs.map(({ version }) => version))], pairs: comparePairs(trials, { seed: SEED }) };
}
