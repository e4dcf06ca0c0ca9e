import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { requireDataset } from './datasets.js';
import type { GraphQLClient } from './graphql-client.js';
import { volumesOf } from './operations.js';

/** The volume to search with, and where it belongs. */
export interface NamedVolume {
  readonly id: string;
  readonly name: string | null;
  readonly datasets: readonly { readonly id: string; readonly name: string }[];
}

export interface VolumeReference {
  readonly volume?: string | undefined;
  readonly dataset?: string | undefined;
  readonly name?: string | undefined;
}

const VOLUME = /* GraphQL */ `query Volume($id: ID!) { volume(id: $id) { id name datasets { id name } } }`;
const LISTED = 20;

/** The volume of this id, or of this name in a data set. Throws INVALID_INPUT, NOT_FOUND; the latter lists what there is. */
export async function findVolume(client: GraphQLClient, { volume, dataset, name }: VolumeReference): Promise<NamedVolume> {
  const id = volume ?? (await idByName(client, dataset, name));
  const answer = await client.query<{ volume: NamedVolume | null }>(VOLUME, { id });
  if (answer.volume === null) throw new VoxseekError('NOT_FOUND', `There is no volume ${id}.`, { path: 'volume' });
  // What commands are suggested for is the data set that was named.
  const datasets = [...answer.volume.datasets].sort((a, b) => Number(b.name === dataset) - Number(a.name === dataset));
  return { ...answer.volume, datasets };
}

async function idByName(client: GraphQLClient, dataset: string | undefined, name: string | undefined): Promise<string> {
  if (dataset === undefined) throw new VoxseekError('INVALID_INPUT', 'Name the volume to search with: its id, or --dataset NAME --name NAME.', { path: 'volume' });
  const volumes = await volumesOf(client, await requireDataset(client, dataset));
  const found = volumes.filter((one) => one.name === name);
  const [first] = found;
  if (name !== undefined && first !== undefined && found.length === 1) return first.id;
  const several = found.length > 1 && name !== undefined;
  const listed = (several ? found : volumes).slice(0, LISTED).map((one) => `\n  ${one.id}  ${one.name ?? '(no name)'}`);
  const more = volumes.length > listed.length && !several ? `\n  … of ${volumes.length}` : '';
  const what = name === undefined ? 'Name one of its volumes by --name, or by its id' : several ? `"${dataset}" has ${found.length} volumes named "${name}"; name one by its id` : `"${dataset}" has no volume named "${name}". It has`;
  throw new VoxseekError(name === undefined ? 'INVALID_INPUT' : 'NOT_FOUND', `${what}:${listed.join('')}${more}`, { path: '--name' });
}
