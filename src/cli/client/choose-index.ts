import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { GraphQLClient } from './graphql-client.js';
import { all } from './operations.js';
import type { Connection } from './operations.js';
import type { NamedVolume } from './query-volume.js';

export interface KnownIndex {
  readonly id: string;
  readonly name: string;
  readonly recipe: { readonly id: string };
  readonly state: 'BUILDING' | 'READY' | 'FAILED' | 'DROPPED';
  readonly builtAt: string | null;
  readonly scope: 'FROZEN' | 'FOLLOWING';
  readonly snapshot: { readonly dataset: { readonly id: string } | null } | null;
  readonly datasets: readonly { readonly id: string }[] | null;
}

const INDEXES = /* GraphQL */ `
  query Indexes($after: String) {
    indexes(first: 50, after: $after) {
      nodes { id name recipe { id } state builtAt scope snapshot { dataset { id } } datasets { id } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

/**
 * The index of this name or id; without one the newest that is ready and follows a data set of the volume, else the newest
 * frozen on a snapshot of one. Throws NOT_FOUND, INDEX_NOT_READY; both say which command makes an index.
 */
export async function chooseIndex(client: GraphQLClient, wanted: string | undefined, volume: NamedVolume): Promise<KnownIndex> {
  const indexes = await all(async (after) => (await client.query<{ indexes: Connection<KnownIndex> }>(INDEXES, { after })).indexes);
  return wanted === undefined ? newestHolding(indexes, volume) : named(indexes, wanted);
}

/** As `chooseIndex` without a name, from those given. */
export function newestHolding(indexes: readonly KnownIndex[], volume: NamedVolume): KnownIndex {
  const own = new Set(volume.datasets.map(({ id }) => id));
  const holding = indexes.filter(({ datasets, snapshot }) => [...(datasets ?? []), ...(snapshot?.dataset ? [snapshot.dataset] : [])].some(({ id }) => own.has(id)));
  const [best] = holding
    .filter(({ state }) => state === 'READY')
    .sort((a, b) => Number(b.scope === 'FOLLOWING') - Number(a.scope === 'FOLLOWING') || (b.builtAt ?? '').localeCompare(a.builtAt ?? ''));
  if (best !== undefined) return best;
  const command = `voxseek index --dataset ${volume.datasets[0]?.name ?? 'NAME'}`;
  const building = holding.find(({ state }) => state === 'BUILDING');
  if (building !== undefined) throw new VoxseekError('INDEX_NOT_READY', `"${building.name}" is still being built. "${command}" follows it to its end.`, { path: '--index' });
  throw new VoxseekError('NOT_FOUND', `No index holds the volume. Make one with "${command}".`, { path: '--index' });
}

function named(indexes: readonly KnownIndex[], wanted: string): KnownIndex {
  const found = indexes.find(({ id, name, state }) => id === wanted || (name === wanted && state === 'READY')) ?? indexes.find(({ name }) => name === wanted);
  if (found !== undefined) return found;
  const known = indexes.filter(({ state }) => state === 'READY').map(({ name }) => `\n  ${name}`);
  throw new VoxseekError('NOT_FOUND', `There is no index "${wanted}". ${known.length === 0 ? 'There is none at all: make one with "voxseek index --dataset NAME".' : `There are:${known.join('')}`}`, { path: '--index' });
}
