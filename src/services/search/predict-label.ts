import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { groupBy } from '../../domain/group-by.js';
import type { VolumeId } from '../../domain/ids.js';
import type { LabelFigures } from '../../domain/labels/label-figures.js';
import { labelScale } from '../../domain/labels/label-scale.js';
import type { LabelTarget } from '../../domain/labels/label-target.js';
import { labelValue } from '../../domain/labels/label-value.js';
import { medianOf, voteOf } from '../../domain/labels/predict-label.js';
import type { VolumeLabels } from '../ports/records.js';

/** What the volumes found foretell of a label of the query. */
export interface LabelPrediction {
  readonly label: string;
  readonly kind: LabelFigures['kind'];
  /** Volumes that foretell: the first that have the label. */
  readonly volumeIds: readonly VolumeId[];
  readonly vote: string;
  /** Nearest first. */
  readonly votes: readonly { readonly value: string; readonly count: number }[];
  /** Of an ordinal label. */
  readonly median: string | null;
}

/** Null where no volume found has the label. Throws INVALID_INPUT where one has a value that is not in the declared order. */
export function predictLabel(target: LabelTarget, ranked: readonly VolumeId[], labels: ReadonlyMap<VolumeId, VolumeLabels>, neighbours: number): LabelPrediction | null {
  const told = ranked.flatMap((volumeId) => {
    const value = labelValue(labels.get(volumeId) ?? {}, target.name);
    return value === null ? [] : [{ volumeId, value }];
  });
  const first = told.slice(0, neighbours);
  const values = first.map(({ value }) => value);
  const vote = voteOf(values);
  if (vote === null) return null;
  const unknown = target.order === null ? undefined : values.find((value) => !target.order?.includes(value));
  if (unknown !== undefined) throw new VoxseekError('INVALID_INPUT', `label.order: a volume found has "${unknown}", which is not in the order. Add it.`, { path: 'label.order' });
  const { places } = labelScale(target, values);
  return {
    label: target.name,
    kind: places === null ? 'CATEGORICAL' : 'ORDINAL',
    volumeIds: first.map(({ volumeId }) => volumeId),
    vote,
    votes: [...groupBy(values, (value) => value)].map(([value, own]) => ({ value, count: own.length })),
    median: places === null ? null : medianOf(values, places),
  };
}
