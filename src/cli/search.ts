import { VoxseekError, isVoxseekError } from '../domain/errors/voxseek-error.js';
import type { Environment } from '../environment.js';
import { chooseIndex } from './client/choose-index.js';
import type { KnownIndex } from './client/choose-index.js';
import type { GraphQLClient } from './client/graphql-client.js';
import { openClient } from './client/open-client.js';
import { findVolume } from './client/query-volume.js';
import type { NamedVolume, VolumeReference } from './client/query-volume.js';
import { deleteQueryVolume, embedVolume } from './client/operations.js';
import { searchVolumes } from './client/search.js';
import type { VolumeSearchAnswer } from './client/search.js';
import { counted, createSteps } from './steps.js';
import { searchText } from './search-text.js';

export interface SearchOptions extends VolumeReference {
  readonly index?: string;
  readonly region?: string;
  readonly k: string;
  readonly first: string;
  readonly rerank: boolean;
  readonly json?: boolean;
}

/** `voxseek search`: the volumes of an index that look most like one, or like a region of it. A volume that is not embedded yet is embedded first. */
export async function runSearch({ index: wanted, region, rerank, json = false, ...options }: SearchOptions, environment: Environment): Promise<void> {
  const [k, first] = [wholeNumber('--k', options.k), wholeNumber('--first', options.first)];
  const client = await openClient(environment);
  const query = await findVolume(client, options);
  const index = await chooseIndex(client, wanted, query);
  const search = (): Promise<VolumeSearchAnswer> => searchVolumes(client, { indexId: index.id, volumeId: query.id, region: region ?? null, k, first, reRank: rerank });
  const answer = await search().catch(async (error: unknown) => {
    if (!isVoxseekError(error) || error.code !== 'EMBEDDINGS_MISSING') throw error;
    await embedForSearch(client, index, query);
    return search();
  });
  const found = { query: { id: query.id, name: query.name, region: region ?? null }, index: { id: index.id, name: index.name, ...answer.index }, querySlices: answer.querySlices, times: answer.times, volumes: answer.volumes };
  process.stdout.write(json ? `${JSON.stringify(found, null, 2)}\n` : `${searchText(found)}\n`);
}

/** Embeds the volume alone, as its first search with the recipe of the index needs it. */
async function embedForSearch(client: GraphQLClient, { name, recipe }: KnownIndex, query: NamedVolume): Promise<void> {
  const steps = createSteps(client);
  await steps.run(
    `Embedding "${query.name ?? query.id}" for "${name}"`,
    async () => {
      const { queryVolumeId, jobId } = await embedVolume(client, recipe.id, query.id);
      const job = await steps.follow(jobId);
      await deleteQueryVolume(client, queryVolumeId);
      return job;
    },
    counted('slices'),
  );
}

function wholeNumber(option: string, given: string): number {
  if (/^\d{1,9}$/u.test(given) && Number(given) > 0) return Number(given);
  throw new VoxseekError('INVALID_INPUT', `${option} is "${given}"; it must be a whole number above 0.`, { path: option });
}
