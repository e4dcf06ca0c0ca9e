import { writeFile } from 'node:fs/promises';
import type { Environment } from '../environment.js';
import { requireDataset, snapshotOf } from './client/datasets.js';
import { findDuplicates, readDuplicates } from './client/duplicates.js';
import type { FoundDuplicates } from './client/duplicates.js';
import { findEncoder } from './client/encoders.js';
import { openClient } from './client/open-client.js';
import { createRecipe, embedSnapshot } from './client/operations.js';
import { skippedText } from './columns.js';
import { duplicatesPage, duplicatesText } from './duplicates-view.js';
import { counted, createSteps } from './steps.js';

export interface DatasetDuplicatesOptions {
  readonly dataset: string;
  readonly encoder: string;
  readonly review?: readonly ('unreviewed' | 'same' | 'different')[];
  readonly html?: string;
  readonly json?: boolean;
}

/** By whose pixels a pair is judged. */
const PIXELS = 'mod_pixels-32';

/** Thumbnails as data, by address; one that is gone meanwhile is left out. */
async function picturesOf({ duplicates }: FoundDuplicates): Promise<ReadonlyMap<string, string>> {
  const pictures = new Map<string, string>();
  const addresses = duplicates.flatMap(({ firstSlice, secondSlice }) => [firstSlice?.thumbnailUrl ?? [], secondSlice?.thumbnailUrl ?? []].flat());
  // One after the other: each unpacks a volume as far as its slice.
  for (const address of new Set(addresses)) {
    const answer = await fetch(address);
    if (answer.ok) pictures.set(address, `data:image/png;base64,${Buffer.from(await answer.arrayBuffer()).toString('base64')}`);
  }
  return pictures;
}

/** `voxseek dataset duplicates`: embeds what is not embedded yet, and lists volumes of different patients that look like one scan. */
export async function runDatasetDuplicates({ dataset: name, encoder: wanted, review, html, json }: DatasetDuplicatesOptions, environment: Environment): Promise<void> {
  const client = await openClient(environment);
  const dataset = { id: await requireDataset(client, name), name };
  const encoder = await findEncoder(client, wanted);
  const snapshot = await snapshotOf(client, dataset);
  const steps = createSteps(client);
  const recipeId = await createRecipe(client, encoder.id);
  const embed = async (title: string, id: string) => steps.run(title, async () => steps.follow(await embedSnapshot(client, id, snapshot.id)), counted('volumes'));
  await embed(`Embedding "${name}" with ${encoder.name}`, recipeId);
  if (encoder.id !== PIXELS) await embed(`Embedding "${name}" by pixels`, await createRecipe(client, PIXELS));
  const job = await steps.run('Comparing all with all', async () => steps.follow(await findDuplicates(client, { snapshotId: snapshot.id, recipeId })), counted('volumes'));
  const found = await readDuplicates(client, job.id, review?.map((state) => state.toUpperCase() as Uppercase<typeof state>) ?? null);
  if (html !== undefined) await writeFile(html, duplicatesPage(name, found, await picturesOf(found)));
  const text = json === true ? JSON.stringify(found, null, 2) : [duplicatesText(found), ...skippedText(steps.skipped), ...(html === undefined ? [] : [`Both volumes of each pair, side by side: ${html}`])].join('\n');
  process.stdout.write(`${text}\n`);
}
