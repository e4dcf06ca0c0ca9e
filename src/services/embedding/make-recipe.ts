import { createHash } from 'node:crypto';
import { z } from 'zod';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { CANONICAL_VERSION } from '../../domain/geometry/volume.js';
import { asId } from '../../domain/ids.js';
import type { ModelId, RecipeId } from '../../domain/ids.js';
import { canonicalJson } from '../jobs/canonical-json.js';
import type { ModelEntry } from '../models/model-entry.js';
import type { RecipeRecord } from '../ports/records.js';
import { CROP_MARGIN } from './recipe.js';
import type { Recipe } from './recipe.js';
import { PREPROCESSING_VERSION } from './slice-image.js';

/** Soft tissue: Hounsfield units −160 … 240. */
export const DEFAULT_WINDOW = { center: 40, width: 400 } as const;

const number = z.number();
const schema = z.strictObject({
  modelId: z.string().transform((id): ModelId => asId('Model', id)),
  modelRevision: z.string(),
  modelSha256: z.string(),
  plane: z.literal('AXIAL'),
  orientation: z.literal('ANTERIOR_TOP_LEFT_FIRST'),
  window: z.strictObject({ center: number.min(-10_000).max(10_000), width: number.min(1).max(20_000) }),
  fit: z.literal('STRETCH'),
  resize: z.literal('PILLOW_BILINEAR'),
  size: z.strictObject({ width: number, height: number }),
  channels: z.enum(['REPEAT', 'SINGLE']),
  normalisation: z.strictObject({ scale: number, mean: z.array(number), std: z.array(number) }),
  pooling: z.enum(['NONE', 'CLS', 'MEAN', 'GLOBAL_AVERAGE']),
  dimension: number,
  precision: z.literal('FLOAT16'),
  // Not there for whole slices, so that their recipes keep their hashes.
  crop: z.exactOptional(z.strictObject({ region: z.literal('BOUNDING_BOX'), margin: z.literal(CROP_MARGIN) })),
  preprocessingVersion: number,
  canonicalVersion: number,
});

/** The recipe of a stored record. Throws INVALID_INPUT. */
export function parseRecipe(body: unknown): Recipe {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new VoxseekError('INVALID_INPUT', `The recipe is not valid: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`, { path: issue?.path.join('.') ?? 'recipe' });
}

/** The id of a recipe is the hash of all its clauses: the same clauses are the same recipe, in every team. */
export function recipeIdOf(recipe: Recipe): { readonly id: RecipeId; readonly hash: string } {
  const hash = createHash('sha256').update(canonicalJson(recipe)).digest('hex');
  return { id: asId('Recipe', `rec_${hash.slice(0, 40)}`), hash };
}

/** A model with the slice image of docs/definitions.md. Throws INVALID_INPUT for a window out of range. */
export function makeRecipe(model: ModelEntry, { window = DEFAULT_WINDOW }: { readonly window?: Recipe['window'] } = {}): RecipeRecord & { readonly body: Recipe } {
  const body = parseRecipe({
    modelId: model.id,
    modelRevision: model.revision,
    modelSha256: model.sha256,
    plane: 'AXIAL',
    orientation: 'ANTERIOR_TOP_LEFT_FIRST',
    window: { center: window.center, width: window.width },
    fit: 'STRETCH',
    resize: model.resize,
    size: model.size,
    channels: model.channels,
    normalisation: model.normalisation,
    pooling: model.pooling,
    dimension: model.dimension,
    precision: 'FLOAT16',
    preprocessingVersion: PREPROCESSING_VERSION,
    canonicalVersion: CANONICAL_VERSION,
  } satisfies Recipe);
  return { ...recipeIdOf(body), modelId: model.id, body, createdAt: new Date() };
}

/** The same recipe for slices cropped to a region. Throws INVALID_INPUT. */
export function croppedRecipe({ modelId, body }: Pick<RecipeRecord, 'modelId' | 'body'>): RecipeRecord & { readonly body: Recipe } {
  const cropped: Recipe = { ...parseRecipe(body), crop: { region: 'BOUNDING_BOX', margin: CROP_MARGIN } };
  return { ...recipeIdOf(cropped), modelId, body: cropped, createdAt: new Date() };
}

/** Refuses a cropped recipe where whole slices are meant: it has no rows without a region. Throws INVALID_INPUT. */
export function requireWholeSlices({ body }: Pick<RecipeRecord, 'body'>, path: string): void {
  if (typeof body !== 'object' || body === null || !('crop' in body)) return;
  throw new VoxseekError('INVALID_INPUT', `${path}: the recipe crops slices to a region, which only queries by region are. Choose the one of whole slices.`, { path });
}
