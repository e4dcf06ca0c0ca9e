import type { Request } from 'express';
import { isId } from '../../domain/ids.js';
import type { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { TeamCatalogue } from '../../services/ports/catalogue.js';
import { authenticateHeader, requireScope } from '../auth.js';
import type { ApiDependencies } from '../dependencies.js';
import { isSignedAddress } from './signed-address.js';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * The team that a request for a file of results speaks for, by a bearer token that may read, or by the signature of its address. `absent` is
 * thrown for an address that was forged, so that it tells no more than one of what is not there. Throws UNAUTHENTICATED, FORBIDDEN.
 */
export async function teamOfAddress<Params extends Record<string, string>>({ query, headers, path }: Request<Params>, deps: ApiDependencies, absent: VoxseekError): Promise<TeamCatalogue> {
  if (query.signature === undefined) return deps.catalogue.team(requireScope(await authenticateHeader(deps.teams, headers.authorization), 'READ').teamId);
  const team = text(query.team);
  if (!isId('Team', team) || !isSignedAddress(deps.signingKey, { team, expires: Number(text(query.expires)), signature: text(query.signature) }, path, Date.now())) throw absent;
  return deps.catalogue.team(team);
}
