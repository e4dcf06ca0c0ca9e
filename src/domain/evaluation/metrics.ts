import { classesOf } from '../anatomy/labels.js';
import type { EvaluationTaxonomy } from '../anatomy/taxonomy.js';
import { groupBy } from '../group-by.js';
import type { PatientId } from '../ids.js';
import { mean, populationStd } from '../statistics/moments.js';
import type { ClassSetScores } from './class-sets.js';
import type { LocalizationFigures } from './localization-figures.js';
import type { Interval } from '../statistics/interval.js';
import { liftOver } from './lift.js';
import type { Trial } from './trial.js';

export interface ClassMetric {
  readonly region: string;
  readonly queries: number;
  readonly patients: number;
  readonly truePositives: number;
  readonly recall: number;
  readonly chance: number;
  /** (recall − chance)/(1 − chance); null at chance 1. */
  readonly lift: number | null;
  /** Of the recall, 95 %, over the patients of the queries; null for a control, and before intervals are drawn. */
  readonly interval: Interval | null;
  /** No eligible volume shows the class: recall is 0 by definition. */
  readonly unattainable: boolean;
  /** Pairs left out because the class was not looked for in the returned item. */
  readonly unjudged: number;
}

export interface TaxonomyMetrics {
  readonly taxonomy: EvaluationTaxonomy;
  /** Classes with at least one judged query, of all classes of the taxonomy. */
  readonly classesWithQueries: number;
  readonly classesTotal: number;
  readonly recallMean: number;
  /** Population standard deviation (ddof 0) over classes. */
  readonly recallStd: number;
  /** Of `recallMean`, 95 %, over the patients of the queries; null for a control, and before intervals are drawn. */
  readonly interval: Interval | null;
  readonly recallMeanAttainable: number | null;
  readonly recallMicro: number;
  readonly recallMeanFivePatients: number | null;
  readonly chanceMean: number;
  readonly liftMean: number | null;
  readonly liftLeftOut: number;
  /** Share of (query, class) pairs left out as unjudged. */
  readonly unjudgedShare: number;
  /** Class-set precision and Jaccard of query and first result; VOLUME only. */
  readonly precision: number | null;
  readonly jaccard: number | null;
  /** Where matches lie, for several numbers of supporting slices; LOCALIZED only, else empty. */
  readonly localization: readonly LocalizationFigures[];
  readonly classes: readonly ClassMetric[];
}

/** A class with fewer patients says little; the mean over the others is given beside the full one. */
const ENOUGH_PATIENTS = 5;

/**
 * Recall by class and over classes. Classes are taken in the order of their taxonomy and trials in the order given, so that the
 * same trials give the same figures to the last digit.
 */
export function summarize(
  taxonomy: EvaluationTaxonomy,
  trials: readonly Trial[],
  beside: { readonly sets?: ClassSetScores | null; readonly localization?: readonly LocalizationFigures[] } = {},
): TaxonomyMetrics {
  const byClass = groupBy(trials, ({ region }) => region);
  const names = classesOf(taxonomy);
  const classes = names.flatMap((region) => classFigures(region, byClass.get(region) ?? []) ?? []);
  const lifts = classes.flatMap(({ lift }) => (lift === null ? [] : [lift]));
  const recalls = classes.map(({ recall }) => recall);
  const judged = classes.reduce((sum, { queries }) => sum + queries, 0);
  const meanOf = (chosen: readonly ClassMetric[]): number | null => mean(chosen.map(({ recall }) => recall));
  return {
    taxonomy,
    classesWithQueries: classes.length,
    classesTotal: names.length,
    recallMean: mean(recalls) ?? 0,
    recallStd: populationStd(recalls) ?? 0,
    interval: null,
    recallMeanAttainable: meanOf(classes.filter(({ unattainable }) => !unattainable)),
    recallMicro: judged === 0 ? 0 : classes.reduce((sum, { truePositives }) => sum + truePositives, 0) / judged,
    recallMeanFivePatients: meanOf(classes.filter(({ patients }) => patients >= ENOUGH_PATIENTS)),
    chanceMean: mean(classes.map(({ chance }) => chance)) ?? 0,
    liftMean: mean(lifts),
    liftLeftOut: classes.length - lifts.length,
    unjudgedShare: trials.length === 0 ? 0 : (trials.length - judged) / trials.length,
    precision: beside.sets?.precision ?? null,
    jaccard: beside.sets?.jaccard ?? null,
    localization: beside.localization ?? [],
    classes,
  };
}

/** Null for a class without a judged trial: it has no recall. */
function classFigures(region: string, trials: readonly Trial[]): ClassMetric | null {
  const patients = new Set<PatientId>();
  let queries = 0;
  let truePositives = 0;
  let chances = 0;
  let attainable = false;
  for (const { value, chance, patientId, attainable: possible } of trials) {
    if (value === null) continue;
    queries += 1;
    truePositives += value;
    chances += chance;
    patients.add(patientId);
    attainable ||= possible;
  }
  if (queries === 0) return null;
  const recall = truePositives / queries;
  const chance = chances / queries;
  return {
    region,
    queries,
    patients: patients.size,
    truePositives,
    recall,
    chance,
    lift: liftOver(recall, chance),
    interval: null,
    unattainable: !attainable,
    unjudged: trials.length - queries,
  };
}

/** Figures side by side, empty ones in a taxonomy that was not judged in; null where there are none at all. */
export function inBothTaxonomies<Figures>(coarse: Figures | null, fine: Figures | null): Readonly<Record<EvaluationTaxonomy, Figures | TaxonomyMetrics>> | null {
  return coarse === null && fine === null ? null : { COARSE_29: coarse ?? summarize('COARSE_29', []), FINE_104: fine ?? summarize('FINE_104', []) };
}
