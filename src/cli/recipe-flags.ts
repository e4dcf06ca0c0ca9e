import { VoxseekError } from '../domain/errors/voxseek-error.js';
import type { RecipeInput } from './client/operations.js';

/** What the commands take of a recipe beside its encoder. */
export interface RecipeFlags {
  readonly plane?: string;
  readonly channels?: string;
  readonly patches?: string;
  readonly storage?: string;
}

const PLANES = { axial: { plane: 'AXIAL' }, coronal: { plane: 'CORONAL' }, sagittal: { plane: 'SAGITTAL' } } as const;
const CHANNELS = { 'three-windows': { channels: 'THREE_WINDOWS' }, neighbours: { channels: 'NEIGHBOURS' } } as const;

const STORAGE = { float16: { storage: 'FLOAT16' }, int8: { storage: 'INT8' } } as const;

/** The recipe of an encoder as the flags want it. Throws INVALID_INPUT, naming the flag. */
export function recipeInput(modelId: string, { plane, channels, patches, storage }: RecipeFlags): RecipeInput {
  return { modelId, ...chosen('--plane', plane, PLANES), ...chosen('--channels', channels, CHANNELS), ...grid('--patches', patches), ...chosen('--storage', storage, STORAGE) };
}

function grid(flag: string, given: string | undefined): Pick<RecipeInput, 'patches'> {
  if (given === undefined) return {};
  const { rows, columns } = /^(?<rows>\d{1,3})x(?<columns>\d{1,3})$/u.exec(given.toLowerCase())?.groups ?? {};
  if (rows !== undefined && columns !== undefined) return { patches: { rows: Number(rows), columns: Number(columns) } };
  throw new VoxseekError('INVALID_INPUT', `${flag} is "${given}"; write the rows and columns of the grid, as in 4x4.`, { path: flag });
}

function chosen<Choice extends object>(flag: string, given: string | undefined, choices: Readonly<Record<string, Choice>>): Choice | Record<never, never> {
  if (given === undefined) return {};
  const choice = Object.entries(choices).find(([name]) => name === given.toLowerCase())?.[1];
  if (choice !== undefined) return choice;
  throw new VoxseekError('INVALID_INPUT', `${flag} is "${given}"; it must be one of ${Object.keys(choices).join(', ')}.`, { path: flag });
}
