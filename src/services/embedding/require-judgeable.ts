import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { RowKind } from '../../domain/geometry/row-layout.js';
import type { RetrievalConfig } from '../../domain/ranking/retrieval-config.js';

/** Refuses recipes with several vectors a slice for what they have no part in. Throws INVALID_INPUT. */
export function requireOneVector({ patches }: Pick<RowKind, 'patches'>, what: string, path: string): void {
  if (patches === 1) return;
  throw new VoxseekError('INVALID_INPUT', `${path}: ${what} where each has one vector, and the recipe gives each ${patches}. Compare whole slices, or choose a recipe without patches.`, { path });
}

/** Refuses a configuration that volumes with such rows cannot be judged by. Throws INVALID_INPUT at `path`. */
export function requireJudgeable(kind: RowKind, { crop }: Pick<RetrievalConfig, 'crop'>, path: string): void {
  if (crop !== 'NONE') requireOneVector(kind, 'Slices are cropped to a region', path);
}
