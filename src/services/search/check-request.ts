import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { SearchRequest, VolumeSearchRequest } from './search-service.js';

/** The ranges of a search's parameters, the same for every client. */
export const SEARCH_LIMITS = { k: 1_000, first: 100, candidates: 10_000 } as const;

function requireWhole(value: number, path: string, minimum: number, maximum: number): void {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return;
  throw new VoxseekError('INVALID_INPUT', `${path} is ${value}; it must be a whole number from ${minimum} to ${maximum}.`, { path });
}

export function checkSearch(request: SearchRequest): void {
  requireWhole(request.k, 'input.k', 1, SEARCH_LIMITS.k);
  const { slices } = request;
  if (request.crop !== 'NONE' && slices.kind !== 'REGION') {
    throw new VoxseekError('INVALID_INPUT', 'input.crop: slices are cropped to a region, and none is asked about. Give slices.region, or compare whole slices.', { path: 'input.crop' });
  }
  switch (slices.kind) {
    case 'ALL':
      return;
    case 'REGION':
    case 'MASK':
      requireWhole(slices.minPixels, 'input.slices.minPixels', 1, 1_000_000);
      return;
    case 'RANGE':
      requireWhole(slices.first, 'input.slices.first', 0, 1_000_000);
      requireWhole(slices.last, 'input.slices.last', slices.first, 1_000_000);
      return;
    case 'BOX':
      if ([...slices.minimum, ...slices.maximum].some((value) => !Number.isFinite(value))) {
        throw new VoxseekError('INVALID_INPUT', 'The corners of the box must be finite numbers of millimetres.', { path: 'input.slices.box' });
      }
      slices.minimum.forEach((low, axis) => {
        if (low > (slices.maximum[axis] ?? low)) {
          throw new VoxseekError('INVALID_INPUT', `The box begins at ${low} mm and ends before it, on axis ${axis}.`, { path: 'input.slices.box' });
        }
      });
  }
}

export function checkVolumeSearch(request: VolumeSearchRequest): void {
  checkSearch(request);
  requireWhole(request.first, 'input.first', 1, SEARCH_LIMITS.first);
  if (request.candidates.kind === 'FIRST') requireWhole(request.candidates.count, 'input.candidates.count', 1, SEARCH_LIMITS.candidates);
  if (request.candidates.kind === 'GALLERY' && request.reRanking === 'NONE') {
    throw new VoxseekError('INVALID_INPUT', 'GALLERY skips stage 1, so it needs re-ranking. Choose LATE_INTERACTION, or HIT candidates.', { path: 'input.candidates' });
  }
}
