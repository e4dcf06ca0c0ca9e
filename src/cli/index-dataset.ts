import { VoxseekError } from '../domain/errors/voxseek-error.js';
import { PROVIDERS } from '../domain/placement/capability.js';
import type { Environment } from '../environment.js';
import { requireDataset, snapshotOf } from './client/datasets.js';
import { findEncoder } from './client/encoders.js';
import { openClient } from './client/open-client.js';
import { createIndex, embedSnapshot, makeRecipe } from './client/operations.js';
import { skippedText } from './columns.js';
import { INDEX_KINDS } from './index-kinds.js';
import { recipeInput } from './recipe-flags.js';
import type { RecipeFlags } from './recipe-flags.js';
import { counted, createSteps } from './steps.js';

export interface IndexOptions extends RecipeFlags {
  readonly dataset: string;
  readonly encoder: string;
  readonly kind: string;
  readonly provider?: readonly string[];
}

/** `voxseek index`: embeds what a data set has not embedded yet, and builds an index that follows it. Again, it takes in what is new. */
export async function runIndex({ dataset: name, encoder: wanted, kind: given, provider: providers, ...flags }: IndexOptions, environment: Environment): Promise<void> {
  const kind = INDEX_KINDS.find((one) => one === given.toUpperCase());
  if (kind === undefined) throw new VoxseekError('INVALID_INPUT', `--kind is "${given}"; it must be one of ${INDEX_KINDS.join(', ')}.`, { path: '--kind' });
  const client = await openClient(environment);
  const dataset = { id: await requireDataset(client, name), name };
  const encoder = await findEncoder(client, wanted);
  const snapshot = await snapshotOf(client, dataset);
  const recipe = await makeRecipe(client, recipeInput(encoder.id, flags));
  const steps = createSteps(client);
  await steps.run(`Embedding "${name}" with ${recipe.name}`, async () => steps.follow(await embedSnapshot(client, recipe.id, snapshot.id, providers === undefined ? null : providers.map(knownProvider))), counted('volumes'));
  const indexName = `${recipe.name} ${kind} following ${name}`;
  await steps.run(
    `Building "${indexName}"`,
    async () => steps.follow((await createIndex(client, { name: indexName, recipeId: recipe.id, parameters: { kind }, datasetIds: [dataset.id] })).jobId),
    counted('volumes'),
  );
  process.stdout.write(`${[...skippedText(steps.skipped), `Index "${indexName}" is ready. To search it: voxseek search --dataset ${name} --name NAME`].join('\n')}\n`);
}

function knownProvider(name: string): string {
  const known = PROVIDERS.find((one) => one === name.toUpperCase());
  if (known !== undefined) return known;
  throw new VoxseekError('INVALID_INPUT', `--provider is "${name}"; it must be one of ${PROVIDERS.join(', ').toLowerCase()}.`, { path: '--provider' });
}
