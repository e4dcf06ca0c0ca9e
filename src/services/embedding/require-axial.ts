import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { RowKind } from '../../domain/geometry/row-layout.js';
import type { RetrievalConfig } from '../../domain/ranking/retrieval-config.js';

/** What slices show, lie between or are cropped to is known of axial slices alone. Throws INVALID_INPUT where other ones are asked for it. */
export function requireAxial({ planes }: Pick<RowKind, 'planes'>, what: string, path: string): void {
  const other = planes.find((plane) => plane !== 'AXIAL');
  if (other === undefined) return;
  throw new VoxseekError('INVALID_INPUT', `${path}: ${what} is known of axial slices, and the recipe embeds ${other.toLowerCase()} ones. Ask by whole volumes, or choose a recipe of axial slices.`, { path });
}

/** Refuses recipes with several vectors a slice for what they have no part in. Throws INVALID_INPUT. */
export function requireOneVector({ patches }: Pick<RowKind, 'patches'>, what: string, path: string): void {
  if (patches === 1) return;
  throw new VoxseekError('INVALID_INPUT', `${path}: ${what} where each has one vector, and the recipe gives each ${patches}. Compare whole slices, or choose a recipe without patches.`, { path });
}

type Judged = Pick<RetrievalConfig, 'crop' | 'mode' | 'sliceSpacing' | 'skipFlagged'>;

/** Refuses a configuration that volumes with such rows cannot be judged by. Throws INVALID_INPUT at the place of the field of it, or of the clause of the recipe. */
export function requireJudgeable(kind: RowKind, { crop, mode, sliceSpacing, skipFlagged }: Judged, placeOf: (field: keyof Judged, clause: 'plane' | 'patches') => string): void {
  if (mode !== 'VOLUME') requireAxial(kind, `what ${mode} judges`, placeOf('mode', 'plane'));
  if (sliceSpacing !== null) requireAxial(kind, 'the distance that slices are thinned by', placeOf('sliceSpacing', 'plane'));
  if (skipFlagged) requireAxial(kind, 'which slices are air', placeOf('skipFlagged', 'plane'));
  if (crop !== 'NONE') requireOneVector(kind, 'Slices are cropped to a region', placeOf('crop', 'patches'));
}
