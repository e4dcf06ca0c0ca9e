import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { Plane } from '../../domain/geometry/planes.js';
import type { SnapshotId } from '../../domain/ids.js';
import type { ModelEntry } from '../models/model-entry.js';
import type { Split } from '../ports/records.js';
import type { PatchOptions } from './patches/patch-grid.js';
import { REDUCTION_VERSION } from './recipe.js';
import type { HuWindow, Recipe } from './recipe.js';

/** Soft tissue: Hounsfield units −160 … 240. */
export const DEFAULT_WINDOW = { center: 40, width: 400 } as const;

/** Lung and bone, beside soft tissue. */
const OTHER_WINDOWS = [
  { center: -600, width: 1500 },
  { center: 400, width: 1800 },
] as const;

export const MOST_NEIGHBOUR_DISTANCE = 16;
/** mm. */
export const LEAST_PLANE_SPACING = 0.1;
export const MOST_PLANE_SPACING = 50;
export const MOST_STRIDE = 512;

/** What may be chosen of a recipe beside its model. */
export interface RecipeOptions {
  /** AXIAL without it. */
  readonly plane?: Plane | undefined;
  /** 40/400 without it. */
  readonly window?: HuWindow | undefined;
  /** As the model's entry has it (REPEAT or SINGLE) without it. */
  readonly channels?: 'THREE_WINDOWS' | 'NEIGHBOURS' | undefined;
  /** With THREE_WINDOWS; −600/1500 and 400/1800 without it. */
  readonly otherWindows?: readonly HuWindow[] | undefined;
  /** With NEIGHBOURS, slices; 1 without it. */
  readonly neighbourDistance?: number | undefined;
  /** Encoders of volumes alone. */
  readonly sliding?: { readonly spacing?: number | undefined; readonly stride?: number | undefined } | undefined;
  /** One vector a slice without it. */
  readonly patches?: PatchOptions | undefined;
  /** All numbers that the model gives without it. */
  readonly reduction?: ReductionOptions | undefined;
  /** FLOAT16 without it. */
  readonly storage?: Recipe['precision'] | undefined;
}

export interface ReductionOptions {
  readonly components: number;
  readonly snapshotId: SnapshotId;
  readonly splits: readonly Split[] | null;
}

const windowOf = ({ center, width }: HuWindow): HuWindow => ({ center, width });

/** The clauses of a recipe that say what stands in which channel. Throws INVALID_INPUT at `place` and the field. */
export function channelClauses(model: ModelEntry, { channels, otherWindows, neighbourDistance }: RecipeOptions, place: string): Pick<Recipe, 'channels' | 'otherWindows' | 'neighbourDistance'> {
  const refuse = (field: string, why: string): VoxseekError => new VoxseekError('INVALID_INPUT', `${place}${field}: ${why}`, { path: `${place}${field}` });
  if (otherWindows !== undefined && channels !== 'THREE_WINDOWS') throw refuse('otherWindows', 'only THREE_WINDOWS has a second and a third window. Choose it as channels, or leave them out.');
  if (neighbourDistance !== undefined && channels !== 'NEIGHBOURS') throw refuse('neighbourDistance', 'only NEIGHBOURS looks at other slices. Choose it as channels, or leave the distance out.');
  if (channels === undefined) return { channels: model.channels };
  if (model.channels === 'SINGLE') throw refuse('channels', `${model.name} takes one channel, so that three windows or three slices have no place. Choose a model of three channels, or leave channels out.`);
  switch (channels) {
    case 'THREE_WINDOWS': {
      const [second, third, ...more] = otherWindows ?? OTHER_WINDOWS;
      if (second === undefined || third === undefined || more.length > 0) throw refuse('otherWindows', `it has ${(otherWindows ?? []).length} windows; give two, of the second and the third channel.`);
      return { channels, otherWindows: [windowOf(second), windowOf(third)] };
    }
    case 'NEIGHBOURS':
      return { channels, neighbourDistance: neighbourDistance ?? 1 };
  }
}

/** The clauses of a recipe that say how windows lie; windows overlap by half without a stride. Throws INVALID_INPUT at `place` and the field. */
export function slidingClauses({ name, size }: ModelEntry, { sliding }: RecipeOptions, place: string): Pick<Recipe, 'sliding'> {
  if (size.depth !== undefined) return { sliding: { spacing: sliding?.spacing ?? null, stride: sliding?.stride ?? Math.max(1, Math.floor(size.depth / 2)), padding: 'REPEAT_ENDS' } };
  if (sliding === undefined) return {};
  const path = `${place}sliding`;
  throw new VoxseekError('INVALID_INPUT', `${path}: ${name} looks at single slices; windows of slices are for encoders of volumes. Leave it out.`, { path });
}

/** The clauses of a recipe that say what is stored of a vector. Throws INVALID_INPUT at `place` and the field. */
export function storageClauses({ name, dimension }: Pick<ModelEntry, 'name' | 'dimension'>, { reduction, storage = 'FLOAT16' }: RecipeOptions, place: string): Pick<Recipe, 'dimension' | 'precision' | 'reduction'> {
  if (reduction === undefined) return { dimension, precision: storage };
  const { components, snapshotId, splits } = reduction;
  if (!Number.isInteger(components) || components < 1 || components > dimension) {
    const path = `${place}reduction.components`;
    throw new VoxseekError('INVALID_INPUT', `${path} is ${components}; vectors of ${name} have ${dimension} numbers, so it must be from 1 to ${dimension}.`, { path });
  }
  const named = splits === null ? null : [...new Set(splits)].sort();
  return { dimension: components, precision: storage, reduction: { kind: 'PCA', from: dimension, snapshotId, splits: named, version: REDUCTION_VERSION } };
}
