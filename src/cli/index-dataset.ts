import { VoxseekError } from '../domain/errors/voxseek-error.js';
import type { Environment } from '../environment.js';
import { requireDataset, snapshotOf } from './client/datasets.js';
import { findEncoder } from './client/encoders.js';
import { openClient } from './client/open-client.js';
import { createIndex, createRecipe, embedSnapshot } from './client/operations.js';
import { skippedText } from './columns.js';
import { INDEX_KINDS } from './index-kinds.js';
import { counted, createSteps } from './steps.js';

export interface IndexOptions {
  readonly dataset: string;
  readonly encoder: string;
  readonly kind: string;
}

/** `voxseek index`: embeds what a data set has not embedded yet, and builds an index that follows it. Again, it takes in what is new. */
export async function runIndex({ dataset: name, encoder: wanted, kind: given }: IndexOptions, environment: Environment): Promise<void> {
  const kind = INDEX_KINDS.find((one) => one === given.toUpperCase());
  if (kind === undefined) throw new VoxseekError('INVALID_INPUT', `--kind is "${given}"; it must be one of ${INDEX_KINDS.join(', ')}.`, { path: '--kind' });
  const client = await openClient(environment);
  const dataset = { id: await requireDataset(client, name), name };
  const encoder = await findEncoder(client, wanted);
  const snapshot = await snapshotOf(client, dataset);
  const recipeId = await createRecipe(client, encoder.id);
  const steps = createSteps(client);
  await steps.run(`Embedding "${name}" with ${encoder.name}`, async () => steps.follow(await embedSnapshot(client, recipeId, snapshot.id)), counted('volumes'));
  const indexName = `${encoder.name} ${kind} following ${name}`;
  await steps.run(
    `Building "${indexName}"`,
    async () => steps.follow((await createIndex(client, { name: indexName, recipeId, parameters: { kind }, datasetIds: [dataset.id] })).jobId),
    counted('volumes'),
  );
  process.stdout.write(`${[...skippedText(steps.skipped), `Index "${indexName}" is ready. To search it: voxseek search --dataset ${name} --name NAME`].join('\n')}\n`);
}
