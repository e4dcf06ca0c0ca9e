import { VoxseekError, isVoxseekError } from '../domain/errors/voxseek-error.js';
import type { Environment } from '../environment.js';
import { chooseIndex } from './client/choose-index.js';
import { openClient } from './client/open-client.js';
import { findVolume } from './client/query-volume.js';
import type { VolumeReference } from './client/query-volume.js';
import { searchVolumes } from './client/search.js';
import { searchText } from './search-text.js';

export interface SearchOptions extends VolumeReference {
  readonly index?: string;
  readonly region?: string;
  readonly k: string;
  readonly first: string;
  readonly rerank: boolean;
  readonly json?: boolean;
}

/** `voxseek search`: the volumes of an index that look most like one, or like a region of it. */
export async function runSearch({ index: wanted, region, rerank, json = false, ...options }: SearchOptions, environment: Environment): Promise<void> {
  const [k, first] = [wholeNumber('--k', options.k), wholeNumber('--first', options.first)];
  const client = await openClient(environment);
  const query = await findVolume(client, options);
  const index = await chooseIndex(client, wanted, query);
  const answer = await searchVolumes(client, { indexId: index.id, volumeId: query.id, region: region ?? null, k, first, reRank: rerank }).catch((error: unknown) => {
    if (!isVoxseekError(error) || error.code !== 'EMBEDDINGS_MISSING') throw error;
    const command = `voxseek index --dataset ${query.datasets[0]?.name ?? 'NAME'}`;
    throw new VoxseekError('EMBEDDINGS_MISSING', `The volume was not embedded for the index "${index.name}" yet. "${command}" does it.`, { path: 'volume' });
  });
  const found = { query: { id: query.id, name: query.name, region: region ?? null }, index: { id: index.id, name: index.name, ...answer.index }, querySlices: answer.querySlices, times: answer.times, volumes: answer.volumes };
  process.stdout.write(json ? `${JSON.stringify(found, null, 2)}\n` : `${searchText(found)}\n`);
}

function wholeNumber(option: string, given: string): number {
  if (/^\d{1,9}$/u.test(given) && Number(given) > 0) return Number(given);
  throw new VoxseekError('INVALID_INPUT', `${option} is "${given}"; it must be a whole number above 0.`, { path: option });
}
