import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { RowKind } from '../../domain/geometry/row-layout.js';
import type { RetrievalConfig } from '../../domain/ranking/retrieval-config.js';

/** What slices show, lie between or are cropped to is known of axial slices alone. Throws INVALID_INPUT where other ones are asked for it. */
export function requireAxial({ planes }: Pick<RowKind, 'planes'>, what: string, path: string): void {
  const other = planes.find((plane) => plane !== 'AXIAL');
  if (other === undefined) return;
  throw new VoxseekError('INVALID_INPUT', `${path}: ${what} is known of axial slices, and the recipe embeds ${other.toLowerCase()} ones. Ask by whole volumes, or choose a recipe of axial slices.`, { path });
}

type Judged = Pick<RetrievalConfig, 'mode' | 'sliceSpacing' | 'skipFlagged'>;

/** Refuses a configuration that volumes of such slices cannot be judged by: they are compared whole. Throws INVALID_INPUT at the place of the field. */
export function requireJudgeable(kind: Pick<RowKind, 'planes'>, { mode, sliceSpacing, skipFlagged }: Judged, placeOf: (field: keyof Judged) => string): void {
  if (mode !== 'VOLUME') requireAxial(kind, `what ${mode} judges`, placeOf('mode'));
  if (sliceSpacing !== null) requireAxial(kind, 'the distance that slices are thinned by', placeOf('sliceSpacing'));
  if (skipFlagged) requireAxial(kind, 'which slices are air', placeOf('skipFlagged'));
}
