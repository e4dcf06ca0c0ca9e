import { excludedFor } from '../../domain/evaluation/exclusions.js';
import { evaluateLabel } from '../../domain/labels/evaluate-label.js';
import type { LabelEvaluation, LabelledItem } from '../../domain/labels/label-evaluation.js';
import type { LabelFigures } from '../../domain/labels/label-figures.js';
import type { LabelTarget } from '../../domain/labels/label-target.js';
import { labelTrials } from '../../domain/labels/label-trials.js';
import type { LabelTrial } from '../../domain/labels/label-trials.js';
import { labelValue } from '../../domain/labels/label-value.js';
import type { LabelledMember } from './labelled-gallery.js';
import type { RankedList } from './ranked-list.js';
import type { RunVolumes } from './run-volumes.js';

export interface JudgedByLabel {
  readonly label: LabelFigures;
  /** One a query. */
  readonly labelTrials: readonly LabelTrial[];
}

/** What a run comes to that is judged by a label of volumes; `seed` is that of its intervals. */
export function labelRun(target: LabelTarget, { gallery, queries, origins, galleryLeftOut, queriesLeftOut }: RunVolumes, lists: readonly RankedList[], seed: string): JudgedByLabel {
  const listOf = new Map(lists.map((list) => [list.queryVolumeId, list]));
  // A volume that was deleted while the run went on has left the gallery.
  const present = new Set(gallery.map(({ member }) => member.volumeId));
  const itemOf = ({ member }: LabelledMember): LabelledItem => ({ volumeId: member.volumeId, value: labelValue(member.labels, target.name) ?? '' });
  const evaluation: LabelEvaluation = {
    target,
    gallery: gallery.map(itemOf),
    queries: queries.map((query) => {
      const list = listOf.get(query.member.volumeId);
      const ranked = list?.mode === 'VOLUME' ? list.ranked.map(({ volumeId }) => volumeId).filter((id) => present.has(id)) : [];
      return { ...itemOf(query), patientId: query.member.patientId, ranked, excluded: excludedFor(query.member, origins) };
    }),
  };
  return { label: evaluateLabel(evaluation, { seed, queriesLeftOut, galleryLeftOut }), labelTrials: labelTrials(evaluation) };
}
