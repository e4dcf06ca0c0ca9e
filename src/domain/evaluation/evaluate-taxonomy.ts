import { classesOf } from '../anatomy/labels.js';
import type { EvaluationTaxonomy } from '../anatomy/taxonomy.js';
import type { VolumeId } from '../ids.js';
import type { RetrievalMode } from '../ranking/retrieval-config.js';
import { mean } from '../statistics/moments.js';
import { localizedVerdictOn, verdictOn, winnerSlices } from './answer.js';
import type { Answer, Question } from './answer.js';
import { compareClassSets, meanClassSets } from './class-sets.js';
import type { ClassSetScore } from './class-sets.js';
import { countGallery } from './gallery-shares.js';
import type { GalleryShares } from './gallery-shares.js';
import type { JudgedVolume } from './judged-volume.js';
import { randomLocalizedHit } from './localization.js';
import type { LocalizationRule } from './localization.js';
import { localizationFigures, shownSupports } from './localization-figures.js';
import type { LocalizedResult } from './localization-figures.js';
import { summarize } from './metrics.js';
import type { TaxonomyMetrics } from './metrics.js';
import { chanceOf } from './trial.js';
import type { QueryTrial, Trial, Verdict } from './trial.js';

export interface Winner {
  readonly slices: number;
  /** Mean slice count of the volumes that could have won. */
  readonly eligibleMean: number;
}

export interface EvaluationInput {
  readonly taxonomy: EvaluationTaxonomy;
  readonly mode: RetrievalMode;
  readonly rule: LocalizationRule;
  /** Classes that are asked about; null for all. */
  readonly classes: readonly string[] | null;
  /** Labelled volumes, each a query, in this order. */
  readonly queries: readonly JudgedVolume[];
  /** Labelled volumes that may be found; with one patient left out at a time, the same as the queries. */
  readonly gallery: readonly JudgedVolume[];
  excludedFor(query: VolumeId): ReadonlySet<VolumeId>;
  /** SLICE: the slices of a query that were asked about, ascending. */
  slicesAsked(query: JudgedVolume): readonly number[];
  /** The first result of a question about a query. */
  answer(query: JudgedVolume, question: Question): Answer;
}

export interface Evaluation {
  readonly figures: TaxonomyMetrics;
  /** What the figures were counted from, for intervals and comparisons. */
  readonly trials: readonly QueryTrial[];
  readonly winners: readonly Winner[];
}

export function evaluateTaxonomy(input: EvaluationInput): Evaluation {
  const { mode, rule } = input;
  const sharesFor = countGallery(input.gallery, mode === 'LOCALIZED' ? (volume, region) => randomLocalizedHit(volume, region, rule) : undefined);
  const order = new Map(classesOf(input.taxonomy).map((region, index) => [region, index]));
  const askedAbout = new Set(input.classes ?? classesOf(input.taxonomy));
  const trials: QueryTrial[] = [];
  const winners: Winner[] = [];
  const sets: ClassSetScore[] = [];
  const localized: LocalizedResult[] = [];

  for (const query of input.queries) {
    const excluded = input.excludedFor(query.volumeId);
    const shares = sharesFor(excluded);
    const shown = [...query.shows.keys()].filter((region) => askedAbout.has(region)).sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));

    const ask = (question: Question, regions: readonly string[]): Answer => {
      const answer = input.answer(query, question);
      for (const region of regions) {
        const value = mode === 'LOCALIZED' ? localizedVerdictOn(answer, region, shares, rule) : verdictOn(answer, question, region, shares);
        trials.push({ region, patientId: query.patientId, queryVolumeId: query.volumeId, value, ...expectation(question, answer, region, shares, mode) });
        localized.push(...localizedResult(answer, region, value));
      }
      const slices = winnerSlices(answer, shares.meanSliceCount);
      if (slices !== null && shares.meanSliceCount !== null) winners.push({ slices, eligibleMean: shares.meanSliceCount });
      return answer;
    };

    switch (mode) {
      case 'SLICE':
        for (const slice of input.slicesAsked(query)) {
          ask({ kind: 'SLICE', slice }, shown.filter((region) => query.shows.get(region)?.has(slice)));
        }
        break;
      case 'VOLUME':
        sets.push(classSetScore(query, ask({ kind: 'VOLUME' }, shown), () => input.gallery.filter(({ volumeId }) => !excluded.has(volumeId))));
        break;
      case 'REGION':
      case 'LOCALIZED':
        for (const region of shown) ask({ kind: 'REGION', region }, [region]);
        break;
    }
  }
  const figures = summarize(input.taxonomy, trials, {
    sets: mode === 'VOLUME' ? meanClassSets(sets) : null,
    localization: localizationFigures(localized, shownSupports(rule.supportingSlices), rule.threshold),
  });
  return { figures, trials, winners };
}

function expectation(question: Question, answer: Answer, region: string, shares: GalleryShares, mode: RetrievalMode): Pick<Trial, 'chance' | 'attainable'> {
  const volumes = shares.volumes(region);
  const attainable = volumes.shown > 0;
  if (mode === 'LOCALIZED') {
    const simulated = answer.kind === 'LOCALIZED' ? answer.chance : null;
    return { chance: simulated ?? chanceOf(shares.localized(region)), attainable };
  }
  return { chance: chanceOf(question.kind === 'SLICE' ? shares.slices(region) : volumes), attainable };
}

/** What a judged answer with evidence says of where the match lies. */
function localizedResult(answer: Answer, region: string, value: Verdict): readonly LocalizedResult[] {
  if (value === null) return [];
  if (answer.kind === 'LOCALIZED') return [{ region, evidence: answer.evidence, shown: answer.volume.shows.get(region) ?? new Set() }];
  return [];
}

/** For the control RANDOM the mean over the eligible gallery. */
function classSetScore(query: JudgedVolume, answer: Answer, eligible: () => readonly JudgedVolume[]): ClassSetScore {
  switch (answer.kind) {
    case 'ANYTHING':
      return meanClassSets(eligible().map((volume) => compareClassSets(query, volume)));
    case 'NOTHING':
      return compareClassSets(query, null);
    case 'SLICE':
    case 'VOLUME':
    case 'LOCALIZED':
      return compareClassSets(query, answer.volume);
  }
}

/** Mean slice count of first results over that of the volumes that could have been first; null where nothing won. */
export function winnerSliceRatio(winners: readonly Winner[]): number | null {
  const won = mean(winners.map(({ slices }) => slices));
  const possible = mean(winners.map(({ eligibleMean }) => eligibleMean));
  return won === null || possible === null || possible === 0 ? null : won / possible;
}
