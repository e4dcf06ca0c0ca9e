import type { VolumeFilter } from '../../services/ports/catalogue.js';
import { parseId } from '../found.js';
import type { VolumeFilterInput } from './volume.input.js';

/** The filter in the words of the services. Throws NOT_FOUND for an id that cannot be one. */
export function toVolumeFilter(input: VolumeFilterInput | null | undefined, path = 'filter'): VolumeFilter {
  if (input === null || input === undefined) return {};
  const { datasetId, patientId, regionPresent, minSliceSpacing, maxSliceSpacing, minExtent, maxExtent } = input;
  return {
    ...(datasetId == null ? {} : { datasetId: parseId('Dataset', datasetId, `${path}.datasetId`) }),
    ...(patientId == null ? {} : { patientId: parseId('Patient', patientId, `${path}.patientId`) }),
    ...(regionPresent == null ? {} : { regionPresent }),
    ...(minSliceSpacing == null ? {} : { minSliceSpacing }),
    ...(maxSliceSpacing == null ? {} : { maxSliceSpacing }),
    ...(minExtent == null ? {} : { minExtent }),
    ...(maxExtent == null ? {} : { maxExtent }),
  };
}
