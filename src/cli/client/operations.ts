import { VoxseekError, isVoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ImportLayout } from '../../services/ingest/ingest-service.js';
import type { GraphQLClient } from './graphql-client.js';

interface Named {
  readonly id: string;
  readonly name: string;
}
interface WithJob {
  readonly job: { readonly id: string };
}

export type IndexParametersInput = { readonly kind: 'EXACT' | 'FLAT' | 'IVF_FLAT' | 'AUTOINDEX' } | { readonly kind: 'HNSW'; readonly m?: number; readonly efConstruction?: number; readonly ef?: number };


const DATASETS = /* GraphQL */ `query Datasets($after: String) { datasets(first: 100, after: $after) { nodes { id name } pageInfo { hasNextPage endCursor } } }`;
const VOLUMES = /* GraphQL */ `
  query Volumes($dataset: ID!, $after: String) {
    dataset(id: $dataset) { volumes(first: 100, after: $after) { nodes { id name } pageInfo { hasNextPage endCursor } } }
  }
`;

export interface Connection<Item> {
  readonly nodes: readonly Item[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** Every item of a connection, page after page. */
export async function all<Item>(page: (after: string | null) => Promise<Connection<Item>>): Promise<readonly Item[]> {
  const items: Item[] = [];
  let after: string | null = null;
  do {
    const { nodes, pageInfo }: Connection<Item> = await page(after);
    items.push(...nodes);
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return items;
}

export async function findDataset(client: GraphQLClient, name: string): Promise<string | null> {
  const datasets = await all(async (after) => (await client.query<{ datasets: Connection<Named> }>(DATASETS, { after })).datasets);
  return datasets.find((dataset) => dataset.name === name)?.id ?? null;
}

export async function ensureDataset(client: GraphQLClient, name: string, description: string | null): Promise<string> {
  try {
    const { dataset } = await client.mutate<{ dataset: Named }>(
      /* GraphQL */ `mutation Create($input: CreateDatasetInput!) { createDataset(input: $input) { dataset { id name } userErrors { code message path } } }`,
      { input: { name, description } },
    );
    return dataset.id;
  } catch (error) {
    if (!isVoxseekError(error) || error.code !== 'CONFLICT') throw error;
    const known = await findDataset(client, name);
    if (known === null) throw error;
    return known;
  }
}

export async function deleteDataset(client: GraphQLClient, id: string): Promise<void> {
  await client.mutate(/* GraphQL */ `mutation Delete($id: ID!) { deleteDataset(id: $id) { deletedId userErrors { code message path } } }`, { id });
}

export async function volumesOf(client: GraphQLClient, dataset: string): Promise<readonly Named[]> {
  return all(async (after) => {
    const answer = await client.query<{ dataset: { volumes: Connection<Named> } | null }>(VOLUMES, { dataset, after });
    if (answer.dataset === null) throw new VoxseekError('NOT_FOUND', 'There is no such data set.', { path: 'dataset' });
    return answer.dataset.volumes;
  });
}

export async function importDirectory(client: GraphQLClient, input: { readonly datasetId: string; readonly directory: string; readonly layout: ImportLayout | 'AUTO'; readonly manifest: string | null; readonly structureNames?: string | null }): Promise<string> {
  const { job } = await client.mutate<WithJob>(
    /* GraphQL */ `mutation Import($input: ImportDirectoryInput!) { importDirectory(input: $input) { job { id } userErrors { code message path } } }`,
    { input },
  );
  return job.id;
}

export async function importFromDicomWeb(client: GraphQLClient, input: { readonly datasetId: string; readonly server: string; readonly query: readonly { readonly key: string; readonly value: string }[] }): Promise<string> {
  const { job } = await client.mutate<WithJob>(
    /* GraphQL */ `mutation Fetch($input: ImportFromDicomWebInput!) { importFromDicomWeb(input: $input) { job { id } userErrors { code message path } } }`,
    { input },
  );
  return job.id;
}

export interface RecipeInput {
  readonly modelId: string;
  readonly plane?: 'AXIAL' | 'CORONAL' | 'SAGITTAL';
  readonly channels?: 'THREE_WINDOWS' | 'NEIGHBOURS';
  readonly patches?: { readonly rows: number; readonly columns: number };
  readonly storage?: 'FLOAT16' | 'INT8';
}

export async function makeRecipe(client: GraphQLClient, input: RecipeInput): Promise<Named> {
  const { recipe } = await client.mutate<{ recipe: Named }>(
    /* GraphQL */ `mutation Recipe($input: CreateRecipeInput!) { createRecipe(input: $input) { recipe { id name } userErrors { code message path } } }`,
    { input },
  );
  return recipe;
}

/** The plain recipe of a model. */
export async function createRecipe(client: GraphQLClient, modelId: string): Promise<string> {
  return (await makeRecipe(client, { modelId })).id;
}

export async function takeSnapshot(client: GraphQLClient, datasetId: string): Promise<string> {
  const { snapshot } = await client.mutate<{ snapshot: { id: string } }>(
    /* GraphQL */ `mutation Snapshot($datasetId: ID!) { takeSnapshot(datasetId: $datasetId) { snapshot { id } userErrors { code message path } } }`,
    { datasetId },
  );
  return snapshot.id;
}

/** `providers` as the API names them; null leaves the choice to the installation. */
export async function embedSnapshot(client: GraphQLClient, recipeId: string, snapshotId: string, providers: readonly string[] | null = null): Promise<string> {
  const { job } = await client.mutate<WithJob>(
    /* GraphQL */ `mutation Embed($input: EmbedDatasetInput!) { embedDataset(input: $input) { job { id } userErrors { code message path } } }`,
    { input: { recipeId, snapshotId, providers } },
  );
  return job.id;
}

/** Begins to embed a stored volume to search with, ahead of all bulk work. Its embeddings outlive the query. */
export async function embedVolume(client: GraphQLClient, recipeId: string, volumeId: string): Promise<{ readonly queryVolumeId: string; readonly jobId: string }> {
  const { queryVolume, job } = await client.mutate<WithJob & { queryVolume: { id: string } }>(
    /* GraphQL */ `mutation EmbedVolume($input: CreateQueryVolumeInput!) { createQueryVolume(input: $input) { queryVolume { id } job { id } userErrors { code message path } } }`,
    { input: { recipeId, volumeId } },
  );
  return { queryVolumeId: queryVolume.id, jobId: job.id };
}

export async function deleteQueryVolume(client: GraphQLClient, id: string): Promise<void> {
  await client.mutate(/* GraphQL */ `mutation DeleteQuery($id: ID!) { deleteQueryVolume(id: $id) { deletedId userErrors { code message path } } }`, { id });
}

export async function createIndex(
  client: GraphQLClient,
  input: { readonly name: string; readonly recipeId: string; readonly parameters: IndexParametersInput; readonly snapshotId?: string; readonly datasetIds?: readonly string[] },
): Promise<{ readonly indexId: string; readonly jobId: string }> {
  const { index, job } = await client.mutate<WithJob & { index: { id: string } }>(
    /* GraphQL */ `mutation Index($input: CreateIndexInput!) { createIndex(input: $input) { index { id } job { id } userErrors { code message path } } }`,
    { input },
  );
  return { indexId: index.id, jobId: job.id };
}

export interface BuiltInRequest {
  readonly name: string;
  readonly gallery: { readonly dataset: string };
  readonly queries?: { readonly dataset: string };
  readonly encoders: readonly string[];
}

/** A benchmark declared as a document, or a ready-made one. */
export async function runBenchmark(client: GraphQLClient, input: { readonly document: string } | { readonly builtIn: BuiltInRequest }): Promise<{ readonly benchmarkRunId: string; readonly jobId: string }> {
  const { benchmarkRun, job } = await client.mutate<WithJob & { benchmarkRun: { id: string } }>(
    /* GraphQL */ `mutation RunBenchmark($input: RunBenchmarkInput!) { runBenchmark(input: $input) { benchmarkRun { id } job { id } userErrors { code message path } } }`,
    { input },
  );
  return { benchmarkRunId: benchmarkRun.id, jobId: job.id };
}

export async function startBenchmark(
  client: GraphQLClient,
  input: { readonly name: string; readonly snapshotId: string; readonly indexIds: readonly string[]; readonly modes: readonly string[] },
): Promise<{ readonly benchmarkRunId: string; readonly jobId: string }> {
  const { benchmarkRun, job } = await client.mutate<WithJob & { benchmarkRun: { id: string } }>(
    /* GraphQL */ `mutation Benchmark($input: StartBenchmarkInput!) { startBenchmark(input: $input) { benchmarkRun { id } job { id } userErrors { code message path } } }`,
    { input },
  );
  return { benchmarkRunId: benchmarkRun.id, jobId: job.id };
}
