import type { Plane } from '../../domain/geometry/planes.js';
import type { VolumeId } from '../../domain/ids.js';
import type { AlignmentRequest } from '../../services/evidence/alignment-service.js';
import type { VolumeLabels, VolumeRecord } from '../../services/ports/records.js';
import type { QuerySlices, RankedVolume } from '../../services/search/search-service.js';

/** Looked up once an answer, and only where a field asks for it. */
export type LabelsOfVolumes = () => Promise<ReadonlyMap<VolumeId, VolumeLabels>>;

/** A volume of an answer, with what its fields are made of. */
export interface Ranked extends RankedVolume {
  readonly volume: VolumeRecord;
  /** That the slices of the answer lie in. */
  readonly plane: Plane;
  /** What it was compared with. */
  readonly asked: Pick<AlignmentRequest, 'indexId' | 'source' | 'querySlices' | 'croppedTo'> & { readonly slices: QuerySlices };
  readonly labels: LabelsOfVolumes;
}
