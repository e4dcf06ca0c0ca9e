import { createHash } from 'node:crypto';
import { z } from 'zod';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { PLANES } from '../../domain/geometry/planes.js';
import { CANONICAL_VERSION } from '../../domain/geometry/volume.js';
import { asId } from '../../domain/ids.js';
import type { RowKind } from '../../domain/geometry/row-layout.js';
import type { ModelId, RecipeId, SnapshotId } from '../../domain/ids.js';
import { canonicalJson } from '../jobs/canonical-json.js';
import type { ModelEntry } from '../models/model-entry.js';
import type { RecipeRecord } from '../ports/records.js';
import { patchClause } from './patches/patch-grid.js';
import { DEFAULT_WINDOW, LEAST_PLANE_SPACING, MOST_NEIGHBOUR_DISTANCE, MOST_PLANE_SPACING, MOST_STRIDE, channelClauses, slidingClauses, storageClauses } from './recipe-options.js';
import type { RecipeOptions } from './recipe-options.js';
import { CROP_MARGIN, ORIENTATIONS, REDUCTION_VERSION } from './recipe.js';
import type { Recipe } from './recipe.js';
import { requireOneVector } from './require-judgeable.js';
import { rowKindOf } from './row-kind.js';
import { PREPROCESSING_VERSION } from './slice-image.js';

const number = z.number();
const count = z.int().min(1);
export const huWindow = z.strictObject({ center: number.min(-10_000).max(10_000), width: number.min(1).max(20_000) });

const schema = z.strictObject({
  modelId: z.string().transform((id): ModelId => asId('Model', id)),
  modelRevision: z.string(),
  modelSha256: z.string(),
  plane: z.enum(PLANES),
  orientation: z.enum(Object.values(ORIENTATIONS)),
  window: huWindow,
  fit: z.literal('STRETCH'),
  resize: z.literal('PILLOW_BILINEAR'),
  size: z.strictObject({ width: number, height: number, depth: z.exactOptional(z.int().min(2)) }),
  channels: z.enum(['REPEAT', 'SINGLE', 'THREE_WINDOWS', 'NEIGHBOURS']),
  // What only some recipes have is not there in the others, which keep their hashes.
  otherWindows: z.exactOptional(z.tuple([huWindow, huWindow])),
  neighbourDistance: z.exactOptional(z.int().min(1).max(MOST_NEIGHBOUR_DISTANCE)),
  sliding: z.exactOptional(z.strictObject({ spacing: number.min(LEAST_PLANE_SPACING).max(MOST_PLANE_SPACING).nullable(), stride: z.int().min(1).max(MOST_STRIDE), padding: z.literal('REPEAT_ENDS') })),
  normalisation: z.strictObject({ scale: number, mean: z.array(number), std: z.array(number) }),
  pooling: z.enum(['NONE', 'CLS', 'MEAN', 'GLOBAL_AVERAGE', 'AREA_AVERAGE']),
  patches: z.exactOptional(z.strictObject({ rows: count, columns: count, of: z.strictObject({ output: z.string(), rows: count, columns: count, leading: z.int().min(0) }) })),
  dimension: number,
  precision: z.enum(['FLOAT16', 'INT8']),
  reduction: z.exactOptional(
    z.strictObject({
      kind: z.literal('PCA'),
      from: number,
      snapshotId: z.string().transform((id): SnapshotId => asId('Snapshot', id)),
      splits: z.array(z.enum(['TRAIN', 'VALIDATION', 'TEST', 'NONE'])).nullable(),
      version: z.literal(REDUCTION_VERSION),
    }),
  ),
  crop: z.exactOptional(z.strictObject({ region: z.literal('BOUNDING_BOX'), margin: z.literal(CROP_MARGIN) })),
  preprocessingVersion: number,
  canonicalVersion: number,
});

/** The recipe of a record; null for what is none. */
export const readRecipe = (body: unknown): Recipe | null => schema.safeParse(body).data ?? null;

/** What the rows of embeddings by a stored recipe are; of one that is gone or cannot be read, those of whole axial slices. */
export const readRowKind = (body: unknown): RowKind => rowKindOf(readRecipe(body) ?? { plane: 'AXIAL' });

/** The recipe of a stored record. Throws INVALID_INPUT. */
export function parseRecipe(body: unknown, place = ''): Recipe {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = `${place}${issue?.path.join('.') ?? 'recipe'}`;
  throw new VoxseekError('INVALID_INPUT', `The recipe is not valid: ${path}: ${issue?.message ?? ''}.`, { path });
}

/** The id of a recipe is the hash of all its clauses: the same clauses are the same recipe, in every team. */
export function recipeIdOf(recipe: Recipe): { readonly id: RecipeId; readonly hash: string } {
  const hash = createHash('sha256').update(canonicalJson(recipe)).digest('hex');
  return { id: asId('Recipe', `rec_${hash.slice(0, 40)}`), hash };
}

/** A model with the slice image of docs/recipes.md. Throws INVALID_INPUT for what is out of range or contradicts, at `place` and the field. */
export function makeRecipe(model: ModelEntry, options: RecipeOptions = {}, place = ''): RecipeRecord & { readonly body: Recipe } {
  const { center, width } = options.window ?? DEFAULT_WINDOW;
  const { plane = 'AXIAL' } = options;
  const patches = patchClause(model, options.patches, place);
  const written = {
    modelId: model.id,
    modelRevision: model.revision,
    modelSha256: model.sha256,
    plane,
    orientation: ORIENTATIONS[plane],
    window: { center, width },
    fit: 'STRETCH',
    resize: model.resize,
    size: model.size,
    ...channelClauses(model, options, place),
    ...slidingClauses(model, options, place),
    normalisation: model.normalisation,
    ...(patches === null ? { pooling: model.pooling } : { pooling: 'AREA_AVERAGE' as const, patches: patches.grid }),
    ...storageClauses({ ...model, ...patches }, options, place),
    preprocessingVersion: PREPROCESSING_VERSION,
    canonicalVersion: CANONICAL_VERSION,
  } satisfies Recipe;
  const body = parseRecipe(written, place);
  return { ...recipeIdOf(body), modelId: model.id, body, createdAt: new Date() };
}

/** The same recipe for slices cropped to a region. Throws INVALID_INPUT, at `path` for slices that have more vectors than one. */
export function croppedRecipe({ modelId, body }: Pick<RecipeRecord, 'modelId' | 'body'>, path = 'crop'): RecipeRecord & { readonly body: Recipe } {
  requireOneVector(rowKindOf(parseRecipe(body)), 'Slices are cropped to a region', path);
  const cropped: Recipe = { ...parseRecipe(body), crop: { region: 'BOUNDING_BOX', margin: CROP_MARGIN } };
  return { ...recipeIdOf(cropped), modelId, body: cropped, createdAt: new Date() };
}

/** Refuses a cropped recipe where whole slices are meant: it has no rows without a region. Throws INVALID_INPUT. */
export function requireWholeSlices({ body }: Pick<RecipeRecord, 'body'>, path: string): void {
  if (typeof body !== 'object' || body === null || !('crop' in body)) return;
  throw new VoxseekError('INVALID_INPUT', `${path}: the recipe crops slices to a region, which only queries by region are. Choose the one of whole slices.`, { path });
}
