import type { PatientId, VolumeId } from '../ids.js';
import type { LabelTarget } from './label-target.js';

/** A volume with its value of the label. */
export interface LabelledItem {
  readonly volumeId: VolumeId;
  readonly value: string;
}

export interface LabelQuery extends LabelledItem {
  readonly patientId: PatientId;
  /** Volumes that may be found, best first, none twice. */
  readonly ranked: readonly VolumeId[];
  readonly excluded: ReadonlySet<VolumeId>;
}

/** The volumes of a run that have the label. */
export interface LabelEvaluation {
  readonly target: LabelTarget;
  readonly queries: readonly LabelQuery[];
  readonly gallery: readonly LabelledItem[];
}
