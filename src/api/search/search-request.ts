import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { QuerySlices, QuerySource, SearchRequest, VolumeSearchRequest } from '../../services/search/search-service.js';
import { exactlyOne } from '../exactly-one.js';
import { parseId } from '../found.js';
import { toCandidates } from '../retrieval-config/candidates.js';
import { toVolumeFilter } from '../volume/volume-filter.js';
import type { QueryBoxInput, QuerySlicesInput, QuerySourceInput, SearchSlicesInput, SearchVolumesInput } from './search.input.js';

function sourceOf(input: QuerySourceInput): QuerySource {
  const kind = exactlyOne('input.query', { volumeId: input.volumeId, queryVolumeId: input.queryVolumeId });
  return kind === 'volumeId'
    ? { kind: 'VOLUME', volumeId: parseId('Volume', input.volumeId ?? '', 'input.query.volumeId') }
    : { kind: 'QUERY_VOLUME', queryVolumeId: parseId('QueryVolume', input.queryVolumeId ?? '', 'input.query.queryVolumeId') };
}

function cornerOf(box: QueryBoxInput, corner: 'minimum' | 'maximum'): readonly [number, number, number] {
  const [x, y, z] = box[corner];
  if (x === undefined || y === undefined || z === undefined) {
    const path = `input.slices.box.${corner}`;
    throw new VoxseekError('INVALID_INPUT', `${path}: give three numbers of mm: right, anterior, superior.`, { path });
  }
  return [x, y, z];
}

function slicesOf(input: QuerySlicesInput | null | undefined): QuerySlices {
  const { slice, range, region, mask, box } = input ?? {};
  if (slice == null && range == null && region == null && mask == null && box == null) return { kind: 'ALL' };
  exactlyOne('input.slices', { slice, range, region, mask, box });
  if (slice != null) return { kind: 'RANGE', first: slice, last: slice };
  if (range != null) {
    if (range.last < range.first) {
      const path = 'input.slices.range.last';
      throw new VoxseekError('INVALID_INPUT', `${path} is ${range.last}, below first (${range.first}). Give the lower slice first.`, { path });
    }
    return { kind: 'RANGE', first: range.first, last: range.last };
  }
  if (region != null) {
    const segmentationId = region.segmentationId == null ? null : parseId('Segmentation', region.segmentationId, 'input.slices.region.segmentationId');
    return { kind: 'REGION', region: region.region, segmentationId, minPixels: region.minPixels };
  }
  if (mask != null) return { kind: 'MASK', uploadId: parseId('Upload', mask.uploadId, 'input.slices.mask.uploadId'), minPixels: mask.minPixels };
  if (box != null) return { kind: 'BOX', minimum: cornerOf(box, 'minimum'), maximum: cornerOf(box, 'maximum') };
  return { kind: 'ALL' };
}

/** The request in the words of the service. Throws INVALID_INPUT, NOT_FOUND. */
export function toSearchRequest(input: SearchSlicesInput): SearchRequest {
  return {
    indexId: parseId('VectorIndex', input.indexId, 'input.indexId'),
    source: sourceOf(input.query),
    slices: slicesOf(input.slices),
    crop: input.crop,
    k: input.k,
    filter: { ...toVolumeFilter(input.filter, 'input.filter'), excludeSamePatient: input.excludeSamePatient },
  };
}

/** The same for whole volumes. */
export function toVolumeSearchRequest(input: SearchVolumesInput): VolumeSearchRequest {
  return {
    ...toSearchRequest(input),
    aggregation: input.aggregation,
    candidates: toCandidates(input.candidates, input.candidateCount),
    reRanking: input.reRanking,
    first: input.first,
  };
}
