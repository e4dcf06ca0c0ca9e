import { excludedFor } from '../../domain/evaluation/exclusions.js';
import { evaluateLabel } from '../../domain/labels/evaluate-label.js';
import type { LabelledItem } from '../../domain/labels/evaluate-label.js';
import type { LabelFigures } from '../../domain/labels/label-figures.js';
import { labelValue } from '../../domain/labels/label-value.js';
import type { LabelTarget } from '../../domain/labels/label-target.js';
import type { LabelledMember } from './labelled-gallery.js';
import type { RankedList } from './ranked-list.js';
import type { RunVolumes } from './run-volumes.js';

/** The figures of a run that is judged by a label of volumes. */
export function labelRun(target: LabelTarget, { gallery, queries, origins, galleryLeftOut, queriesLeftOut }: RunVolumes, lists: readonly RankedList[]): LabelFigures {
  const listOf = new Map(lists.map((list) => [list.queryVolumeId, list]));
  // A volume that was deleted while the run went on has left the gallery.
  const present = new Set(gallery.map(({ member }) => member.volumeId));
  const itemOf = ({ member }: LabelledMember): LabelledItem => ({ volumeId: member.volumeId, value: labelValue(member.labels, target.name) ?? '' });
  return evaluateLabel({
    target,
    gallery: gallery.map(itemOf),
    queries: queries.map((query) => {
      const list = listOf.get(query.member.volumeId);
      const ranked = list?.mode === 'VOLUME' ? list.ranked.map(({ volumeId }) => volumeId).filter((id) => present.has(id)) : [];
      return { ...itemOf(query), patientId: query.member.patientId, ranked, excluded: excludedFor(query.member, origins) };
    }),
    galleryLeftOut,
    queriesLeftOut,
  });
}
