import { VoxseekError } from '../domain/errors/voxseek-error.js';
import type { RecipeInput } from './client/operations.js';

/** What the commands take of a recipe beside its encoder. */
export interface RecipeFlags {
  readonly channels?: string;
}

const CHANNELS = { 'three-windows': { channels: 'THREE_WINDOWS' }, neighbours: { channels: 'NEIGHBOURS' } } as const;

/** The recipe of an encoder as the flags want it. Throws INVALID_INPUT, naming the flag. */
export function recipeInput(modelId: string, { channels }: RecipeFlags): RecipeInput {
  if (channels === undefined) return { modelId };
  const chosen = Object.entries(CHANNELS).find(([name]) => name === channels.toLowerCase())?.[1];
  if (chosen === undefined) throw new VoxseekError('INVALID_INPUT', `--channels is "${channels}"; it must be one of ${Object.keys(CHANNELS).join(', ')}.`, { path: '--channels' });
  return { modelId, ...chosen };
}
