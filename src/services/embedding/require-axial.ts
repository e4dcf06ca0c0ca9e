import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { Plane } from '../../domain/geometry/planes.js';
import type { RetrievalConfig } from '../../domain/ranking/retrieval-config.js';

/** What slices show, lie between or are cropped to is known of axial slices alone. Throws INVALID_INPUT where other ones are asked for it. */
export function requireAxial(plane: Plane, what: string, path: string): void {
  if (plane === 'AXIAL') return;
  throw new VoxseekError('INVALID_INPUT', `${path}: ${what} is known of axial slices, and the recipe embeds ${plane.toLowerCase()} ones. Ask by whole volumes, or choose a recipe of axial slices.`, { path });
}

type Judged = Pick<RetrievalConfig, 'mode' | 'sliceSpacing' | 'skipFlagged'>;

/** Refuses a configuration that volumes of such slices cannot be judged by: they are compared whole. Throws INVALID_INPUT at the place of the field. */
export function requireJudgeable(plane: Plane, { mode, sliceSpacing, skipFlagged }: Judged, placeOf: (field: keyof Judged) => string): void {
  if (mode !== 'VOLUME') requireAxial(plane, `what ${mode} judges`, placeOf('mode'));
  if (sliceSpacing !== null) requireAxial(plane, 'the distance that slices are thinned by', placeOf('sliceSpacing'));
  if (skipFlagged) requireAxial(plane, 'which slices are air', placeOf('skipFlagged'));
}
