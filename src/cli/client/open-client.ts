import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { Environment } from '../../environment.js';
import { readAccess } from '../local-access.js';
import { createGraphQLClient } from './graphql-client.js';
import type { GraphQLClient } from './graphql-client.js';

/**
 * A client of the API that runs: the one given by VOXSEEK_URL and VOXSEEK_TOKEN, else the one that `voxseek up` runs on this
 * home. Throws DEPENDENCY_UNAVAILABLE where none is known, CONFIGURATION_INVALID for a URL without a token.
 */
export async function openClient({ home, url, token }: Pick<Environment, 'home' | 'url' | 'token'>): Promise<GraphQLClient> {
  if (url !== null) {
    if (token !== null) return createGraphQLClient({ url, token });
    throw new VoxseekError('CONFIGURATION_INVALID', 'VOXSEEK_URL is set without VOXSEEK_TOKEN. Set the token of your team, or unset both to use the API of this home.', { path: 'VOXSEEK_TOKEN' });
  }
  const access = await readAccess(home);
  if (access === null) {
    throw new VoxseekError('DEPENDENCY_UNAVAILABLE', `No API is known in ${home}. Start one with "voxseek up" and leave it running, or set VOXSEEK_URL and VOXSEEK_TOKEN.`, { path: 'api' });
  }
  return createGraphQLClient({ url: access.url, token: token ?? access.token });
}
