import type { EvaluationTaxonomy } from '../../../domain/anatomy/taxonomy.js';
import { numberPatients } from '../../../domain/evaluation/number-patients.js';
import { expandCounts } from '../../../domain/evaluation/trial-count.js';
import type { RetrievalRunId, TeamId } from '../../../domain/ids.js';
import type { Perturbation } from '../../../domain/perturbation/perturbation.js';
import { bootstrapDifference } from '../../../domain/statistics/bootstrap-difference.js';
import type { PairedDifference } from '../../../domain/statistics/bootstrap-difference.js';
import { flipDifference } from '../../../domain/statistics/flip-difference.js';
import { holm } from '../../../domain/statistics/holm.js';
import { pairedCounts } from '../../../domain/statistics/paired-counts.js';
import { seedFor, taxonomiesOf } from '../../evaluation/figures-asked.js';
import { requireTrials } from '../../evaluation/read-trials.js';
import type { TrialCounts } from '../../evaluation/read-trials.js';
import { inTurns } from '../../in-turns.js';
import type { ObjectStore } from '../../ports/object-store.js';
import type { BenchmarkRunRecord, RetrievalRunRecord } from '../../ports/run-records.js';

/** A is the perturbed run. */
export interface RobustnessFigures extends PairedDifference {
  readonly taxonomy: EvaluationTaxonomy;
  /** Of the difference: two-sided, by swapping the trials of whole patients; null where nothing can be compared. */
  readonly p: number | null;
  /** Adjusted by Holm over all rows and taxonomies with a p. */
  readonly pHolm: number | null;
}

/** A cell over perturbed queries beside the same over the queries as they are. */
export interface RobustnessRow {
  readonly perturbation: Perturbation;
  readonly run: RetrievalRunRecord;
  readonly baseline: RetrievalRunRecord;
  /** Empty until both have succeeded. */
  readonly figures: readonly RobustnessFigures[];
}

export interface RobustnessSources {
  readonly objects: Pick<ObjectStore, 'get' | 'head'>;
  readonly teamId: TeamId;
  readonly runsOf: (ids: readonly RetrievalRunId[]) => Promise<readonly RetrievalRunRecord[]>;
}

/** The rows of a benchmark run that perturbs its queries, in the order of its perturbations and cells; none for any other. */
export async function robustnessFigures(sources: RobustnessSources, { perturbed, runIds }: BenchmarkRunRecord): Promise<readonly RobustnessRow[]> {
  if (perturbed === null || perturbed.length === 0) return [];
  const runs = new Map((await sources.runsOf([...new Set(runIds)])).map((run) => [run.id, run]));
  // A baseline stands beside every perturbation: what it came to is read once.
  const baselines = new Map<RetrievalRunId, TrialCounts>();
  const rows: TestedRow[] = [];
  for (const { runId, baselineRunId, perturbation } of perturbed) {
    const [run, baseline] = [runs.get(runId), runs.get(baselineRunId)];
    if (run === undefined || baseline === undefined) continue;
    if (run.state !== 'SUCCEEDED' || baseline.state !== 'SUCCEEDED') {
      rows.push({ perturbation, run, baseline, figures: [] });
      continue;
    }
    const before = baselines.get(baseline.id) ?? (await requireTrials(sources.objects, sources, baseline));
    baselines.set(baseline.id, before);
    rows.push({ perturbation, run, baseline, figures: await inTurns(differencesOf(run, before, await requireTrials(sources.objects, sources, run))) });
  }
  return adjusted(rows);
}

type Tested = Omit<RobustnessFigures, 'pHolm'>;
type TestedRow = Omit<RobustnessRow, 'figures'> & { readonly figures: readonly Tested[] };

function adjusted(rows: readonly TestedRow[]): readonly RobustnessRow[] {
  const ps = [...holm(rows.flatMap(({ figures }) => figures.map(({ p }) => p)))];
  return rows.map(({ figures, ...row }) => {
    const own = ps.splice(0, figures.length);
    return { ...row, figures: figures.map((one, at) => ({ ...one, pHolm: own[at] ?? null })) };
  });
}

/** Taxonomy by taxonomy. */
function* differencesOf({ config }: RetrievalRunRecord, before: TrialCounts, after: TrialCounts): Generator<Tested> {
  for (const taxonomy of taxonomiesOf(config)) {
    const [ofBaseline = [], ofPerturbed = []] = numberPatients(expandCounts(before.get(taxonomy) ?? []), expandCounts(after.get(taxonomy) ?? []));
    const pair = pairedCounts(ofPerturbed, ofBaseline);
    const seed = seedFor(config, `robustness ${taxonomy}`);
    yield { taxonomy, ...bootstrapDifference(pair, { seed }), p: flipDifference(pair, { seed }) };
  }
}
