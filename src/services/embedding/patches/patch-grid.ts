import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { ModelEntry } from '../../models/model-entry.js';

/** Where a graph gives numbers for the parts of a slice. */
interface PatchSource {
  /** Of the graph: tokens, slices × (leading + rows × columns) × numbers, or a map, slices × numbers × rows × columns. */
  readonly output: string;
  /** Patches down the picture, and across it. */
  readonly rows: number;
  readonly columns: number;
  /** Tokens before those of patches: that of the class, and registers. */
  readonly leading: number;
}

/** The cells that a picture is divided into, each of one vector: 1 × 1 up to the patches that the graph gives. */
export interface PatchGrid {
  readonly rows: number;
  readonly columns: number;
  readonly of: PatchSource;
}

export interface PatchOptions {
  readonly rows: number;
  readonly columns: number;
}

/** The grid and the length of its vectors; null where a slice has one vector. Throws INVALID_INPUT at `place` and the field. */
export function patchClause(model: ModelEntry, patches: PatchOptions | undefined, place: string): { readonly grid: PatchGrid; readonly dimension: number } | null {
  if (patches === undefined) return null;
  const refuse = (field: string, why: string): VoxseekError => new VoxseekError('INVALID_INPUT', `${place}${field}${why}`, { path: `${place}${field}` });
  const given = model.kind === 'ONNX' ? model.patches : undefined;
  if (given === undefined) throw refuse('patches', `: ${model.name} gives one vector for a slice, and none for its parts. Choose a model whose entry names them, or leave patches out.`);
  const { dimension, ...of } = given;
  for (const axis of ['rows', 'columns'] as const) {
    const asked = patches[axis];
    if (Number.isInteger(asked) && asked >= 1 && asked <= of[axis]) continue;
    throw refuse(`patches.${axis}`, ` is ${asked}; ${model.name} gives ${of.rows} × ${of.columns} patches, so it must be a whole number from 1 to ${of[axis]}.`);
  }
  return { grid: { rows: patches.rows, columns: patches.columns, of }, dimension };
}
