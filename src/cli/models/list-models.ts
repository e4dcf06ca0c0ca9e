import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readAvailableModels } from '../../adapters/onnx/available-models.js';
import { createModelDirectory } from '../../adapters/onnx/model-directory.js';
import type { Environment } from '../../environment.js';

export interface ListModelsOptions {
  readonly json?: boolean;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly dimension: number | null;
  readonly license: string | null;
  readonly place: Place;
}

type Place = 'HERE' | 'WEIGHTS_HERE' | 'NOT_HERE';

const PLACES: Record<Place, string> = { HERE: 'here', WEIGHTS_HERE: 'weights here, to be exported', NOT_HERE: 'not here' };

/** `voxseek models list`: what is on this machine and what can be had. */
export async function runListModels({ json = false }: ListModelsOptions, { home, modelsDirectory }: Environment): Promise<void> {
  const bundled = await createModelDirectory({ bundled: modelsDirectory, registered: join(home, 'models') }).bundled();
  const here = new Set<string>(bundled.map(({ id }) => id));
  const available = (await readAvailableModels(modelsDirectory)).filter(({ id }) => !here.has(id));
  const placeOf = async (file: string | undefined): Promise<Place> => (file !== undefined && (await stat(join(home, 'weights', file)).catch(() => null)) !== null ? 'WEIGHTS_HERE' : 'NOT_HERE');
  const rows: readonly Row[] = [
    ...bundled.map(({ id, name, dimension, license }): Row => ({ id, name, dimension, license: license.spdx, place: 'HERE' })),
    ...(await Promise.all(available.map(async ({ id, name, dimension, license, weights }) => ({ id, name, dimension, license: license.spdx, place: await placeOf(weights?.file) })))),
  ];
  if (json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  else for (const { id, name, dimension, license, place } of rows) process.stdout.write(`${id.padEnd(28)} ${name.padEnd(34)} ${String(dimension ?? '?').padStart(5)}  ${(license ?? 'terms of its own').padEnd(18)}  ${PLACES[place]}\n`);
}
