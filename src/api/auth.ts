import type { AuthChecker } from 'type-graphql';
import { VoxseekError } from '../domain/errors/voxseek-error.js';
import type { ApiTokenRecord, Scope } from '../services/ports/records.js';
import { isReaderKey } from '../services/reader-studies/reader-key.js';
import type { ReaderIdentity } from '../services/reader-studies/reader-study-service.js';
import type { ApiContext } from './context.js';
import type { ApiServices } from './dependencies.js';
import { toFailure, toGraphQLError } from './errors/to-failure.js';

/** What a field of the API asks for: a scope of a team's token, or the key of a reader, which opens nothing else. */
type Access = Scope | 'READER';

/** Who sends a request: a team's token, a reader of a study, or nobody. */
export interface Caller {
  readonly viewer: ApiTokenRecord | null;
  readonly reader: ReaderIdentity | null;
}

/** A scope includes those below it. */
const RANK: Readonly<Record<Scope, number>> = { READ: 1, WRITE: 2, ADMIN: 3 };

/** Throws UNAUTHENTICATED. */
export function requireViewer(viewer: ApiTokenRecord | null): ApiTokenRecord {
  if (viewer === null) throw new VoxseekError('UNAUTHENTICATED', 'The request carries no token. Send `Authorization: Bearer <token>`.');
  return viewer;
}

/** Throws UNAUTHENTICATED, FORBIDDEN. */
export function requireScope(viewer: ApiTokenRecord | null, scope: Scope): ApiTokenRecord {
  const present = requireViewer(viewer);
  if (!present.scopes.some((held) => RANK[held] >= RANK[scope])) {
    throw new VoxseekError('FORBIDDEN', `The token lacks the scope ${scope} that this needs. Use a token that has it.`);
  }
  return present;
}

/** Throws UNAUTHENTICATED, FORBIDDEN for a team's token. */
export function requireReader({ viewer, reader }: Caller): ReaderIdentity {
  if (reader !== null) return reader;
  requireViewer(viewer);
  throw new VoxseekError('FORBIDDEN', 'This is for the readers of a study. Send the key of a reader in place of the token.');
}

/** Throws UNAUTHENTICATED, FORBIDDEN. */
function requireAccess(caller: Caller, access: Access): void {
  if (access === 'READER') {
    requireReader(caller);
    return;
  }
  if (caller.reader !== null) throw new VoxseekError('FORBIDDEN', `The key of a reader opens the reader's own assignments alone. Use a token with the scope ${access}.`);
  requireScope(caller.viewer, access);
}

function secretOf(header: string | undefined): string | null {
  if (header === undefined || header.trim() === '') return null;
  const secret = /^Bearer\s+(\S+)$/iu.exec(header.trim())?.[1];
  if (secret === undefined) throw new VoxseekError('UNAUTHENTICATED', 'The header holds no bearer token. Send `Authorization: Bearer <token>`.');
  return secret;
}

/** The token of an `Authorization` header; null without one. Throws UNAUTHENTICATED for a token that opens nothing. */
export async function authenticateHeader(teams: ApiServices['teams'], header: string | undefined): Promise<ApiTokenRecord | null> {
  const secret = secretOf(header);
  return secret === null ? null : teams.authenticate(secret);
}

/** The same where the key of a reader is taken too. */
export async function authenticateCaller({ teams, readerStudies }: Pick<ApiServices, 'teams' | 'readerStudies'>, header: string | undefined): Promise<Caller> {
  const secret = secretOf(header);
  if (secret !== null && isReaderKey(secret)) return { viewer: null, reader: await readerStudies.authenticate(secret) };
  return { viewer: secret === null ? null : await teams.authenticate(secret), reader: null };
}

export const authChecker: AuthChecker<ApiContext, Access> = ({ context }, accesses) => {
  try {
    for (const access of accesses) requireAccess(context, access);
    return true;
  } catch (error) {
    throw toGraphQLError(toFailure(error, context));
  }
};
