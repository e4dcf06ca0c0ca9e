import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { Answer, Question } from '../../domain/evaluation/answer.js';
import { evaluateTaxonomy, winnerSliceRatio } from '../../domain/evaluation/evaluate-taxonomy.js';
import { excludedFor } from '../../domain/evaluation/exclusions.js';
import type { JudgedVolume } from '../../domain/evaluation/judged-volume.js';
import { numberPatients } from '../../domain/evaluation/number-patients.js';
import { countTrials } from '../../domain/evaluation/trial-count.js';
import type { TrialCount } from '../../domain/evaluation/trial-count.js';
import { answerWidest } from '../../domain/evaluation/widest.js';
import { withIntervals } from '../../domain/evaluation/with-intervals.js';
import type { VolumeId } from '../../domain/ids.js';
import type { LabelTarget } from '../../domain/labels/label-target.js';
import type { LabelTrial } from '../../domain/labels/label-trials.js';
import type { RetrievalConfig } from '../../domain/ranking/retrieval-config.js';
import { bootstrapRecall } from '../../domain/statistics/bootstrap-recall.js';
import type { Control, RunMetrics } from '../ports/run-records.js';
import { depthFigures, summaryOf } from './depth-figures.js';
import { seedFor, taxonomiesOf } from './figures-asked.js';
import { labelRun } from './label-run.js';
import type { DepthOfTaxonomy, RankedEntry, RankedList } from './ranked-list.js';
import type { RunVolumes } from './run-volumes.js';

export interface RunToJudge {
  readonly control: Control | null;
  readonly config: RetrievalConfig;
  readonly volumes: RunVolumes;
  /** One a query; none for a control. */
  readonly lists: readonly RankedList[];
}

export interface JudgedRun {
  readonly metrics: RunMetrics;
  /** By taxonomy, in the order of the figures. */
  readonly trials: readonly { readonly taxonomy: EvaluationTaxonomy; readonly counts: readonly TrialCount[] }[];
  /** Measures at depth class by class, by taxonomy in the same order. */
  readonly depth: readonly DepthOfTaxonomy[];
  /** One a query where a label of volumes judges, else none. */
  readonly labelTrials: readonly LabelTrial[];
}

/** From which the replicates of every run are drawn. */
export const intervalSeed = (taxonomy: EvaluationTaxonomy): string => `intervals ${taxonomy}`;
/** The same of a label; what an interval is of comes behind it. */
export const labelSeed = ({ name }: LabelTarget): string => `label ${name}`;

/** The figures of a run from its ranked lists and labels alone: the same lists give the same figures to the last digit. */
export function judgeRun({ control, config, volumes, lists }: RunToJudge): JudgedRun {
  const { gallery, queries, origins } = volumes;
  const excluded = new Map(queries.map(({ member }) => [member.volumeId, excludedFor(member, origins)]));
  const exclusionsOf = (query: VolumeId): ReadonlySet<VolumeId> => excluded.get(query) ?? new Set();
  const listOf = new Map(lists.map((list) => [list.queryVolumeId, list]));

  // A label of volumes takes the place of what slices show.
  const vocabularies = config.label === null ? taxonomiesOf(config) : [];
  const judged = vocabularies.map((taxonomy) => {
    const found = gallery.map((labelled) => labelled.judged[taxonomy]);
    return evaluateTaxonomy({
      taxonomy,
      mode: config.mode,
      classes: config.classes,
      rule: { supportingSlices: config.supportingSlices, threshold: config.localizationThreshold },
      queries: queries.map((labelled) => labelled.judged[taxonomy]),
      gallery: found,
      excludedFor: exclusionsOf,
      slicesAsked: (query) => slicesAsked(listOf.get(query.volumeId), query.sliceCount),
      answer: answererFor(control, found, exclusionsOf, listOf, taxonomy),
    });
  });
  const told = config.label === null ? null : labelRun(config.label, volumes, lists, seedFor(config, labelSeed(config.label)));
  const depth = vocabularies.map((taxonomy) => ({ taxonomy, measures: control === null ? depthFigures(taxonomy, config, volumes, lists) : [] }));
  return {
    metrics: {
      queries: queries.length,
      patients: new Set(queries.map(({ member }) => member.patientId)).size,
      // A control is an expectation, or always the same answer: intervals over its queries would say nothing.
      taxonomies: judged.map(({ figures, trials }) => (control === null ? withIntervals(figures, bootstrapRecall(numberPatients(trials)[0] ?? [], { seed: seedFor(config, intervalSeed(figures.taxonomy)) })) : figures)),
      depth: depth.map(({ measures }) => measures.map(summaryOf)),
      ...(told === null ? {} : { label: told.label }),
      winnerSliceRatio: winnerSliceRatio(judged.flatMap(({ winners }) => winners)),
    },
    trials: judged.map(({ figures, trials }) => ({ taxonomy: figures.taxonomy, counts: countTrials(trials) })),
    depth,
    labelTrials: told?.labelTrials ?? [],
  };
}

/** A control is asked about every slice. */
function slicesAsked(list: RankedList | undefined, sliceCount: number): readonly number[] {
  return (list?.mode === 'SLICE' ? list.asked : undefined) ?? Array.from({ length: sliceCount }, (_, slice) => slice);
}

type Answerer = (query: JudgedVolume, question: Question) => Answer;

function answererFor(
  control: Control | null,
  volumes: readonly JudgedVolume[],
  exclusionsOf: (query: VolumeId) => ReadonlySet<VolumeId>,
  listOf: ReadonlyMap<VolumeId, RankedList>,
  taxonomy: EvaluationTaxonomy,
): Answerer {
  switch (control) {
    case 'RANDOM':
      return () => ({ kind: 'ANYTHING' });
    case 'WIDEST': {
      const widest = answerWidest(volumes);
      return (query, question) => widest(exclusionsOf(query.volumeId), question);
    }
    case null: {
      const byId = new Map(volumes.map((volume) => [volume.volumeId, volume]));
      return (query, question) => firstOf(listOf.get(query.volumeId), question, byId, taxonomy);
    }
  }
}

function firstOf(
  list: RankedList | undefined,
  question: Question,
  byId: ReadonlyMap<VolumeId, JudgedVolume>,
  taxonomy: EvaluationTaxonomy,
): Answer {
  if (list === undefined) return { kind: 'NOTHING' };
  switch (list.mode) {
    case 'SLICE': {
      const nearest = question.kind === 'SLICE' ? list.nearest[question.slice] : undefined;
      const volume = nearest ? byId.get(nearest.volumeId) : undefined;
      return nearest && volume ? { kind: 'SLICE', volume, slice: nearest.slice } : { kind: 'NOTHING' };
    }
    case 'VOLUME': {
      const first = firstVolume(list.ranked, byId);
      return first === null ? { kind: 'NOTHING' } : { kind: 'VOLUME', volume: first.volume };
    }
    case 'REGION':
    case 'LOCALIZED': {
      const asked = list.regions.find((one) => question.kind === 'REGION' && one.taxonomy === taxonomy && one.region === question.region);
      const first = firstVolume(asked?.ranked ?? [], byId);
      if (first === null) return { kind: 'NOTHING' };
      if (list.mode === 'REGION') return { kind: 'VOLUME', volume: first.volume };
      return { kind: 'LOCALIZED', volume: first.volume, evidence: first.entry.supportingSlices ?? [], chance: asked?.chance ?? null };
    }
  }
}

/** The first volume that still exists: one deleted while the run went on has left the gallery. */
function firstVolume(ranked: readonly RankedEntry[], byId: ReadonlyMap<VolumeId, JudgedVolume>): { readonly entry: RankedEntry; readonly volume: JudgedVolume } | null {
  for (const entry of ranked) {
    const volume = byId.get(entry.volumeId);
    if (volume !== undefined) return { entry, volume };
  }
  return null;
}
