import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { GraphQLClient } from './graphql-client.js';

export interface Encoder {
  readonly id: string;
  readonly name: string;
}

/** The part of a model's id that people type: `mod_efficientnet-lite0` is `efficientnet-lite0`. */
const shortName = (id: string): string => id.replace(/^mod_/u, '');

/** The model of this id, short name or name. Throws NOT_FOUND, which lists those there are. */
export async function findEncoder(client: GraphQLClient, wanted: string): Promise<Encoder> {
  const { models } = await client.query<{ models: { nodes: readonly Encoder[] } }>(/* GraphQL */ `query Models { models(first: 100) { nodes { id name } } }`);
  const found = models.nodes.find(({ id, name }) => [id, shortName(id), name].includes(wanted));
  if (found !== undefined) return found;
  throw new VoxseekError('NOT_FOUND', `There is no encoder "${wanted}". There are: ${models.nodes.map(({ id }) => shortName(id)).join(', ')}.`, { path: '--encoder' });
}
