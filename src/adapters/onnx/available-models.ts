import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCatalogueEntry } from '../../services/models/catalogue-entry.js';
import type { CatalogueEntry } from '../../services/models/catalogue-entry.js';

/** The encoders that can be had, by id, from `available/` in the directory of models. Throws MODEL_INVALID. */
export async function readAvailableModels(modelsDirectory: string): Promise<readonly CatalogueEntry[]> {
  const directory = join(modelsDirectory, 'available');
  const names = (await readdir(directory).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(names.map(async (name) => parseCatalogueEntry(JSON.parse(await readFile(join(directory, name), 'utf8')))));
}
