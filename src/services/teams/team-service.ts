import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { TeamId } from '../../domain/ids.js';
import type { OperatorCatalogue } from '../ports/catalogue.js';
import type { ApiTokenRecord, Scope, TeamRecord } from '../ports/records.js';
import { createTokenSecret, hashTokenSecret, isTokenSecret } from './token-secret.js';

export interface TokenRequest {
  /** What it is for, as its owner will recognise it. */
  readonly name: string;
  /** At least one. */
  readonly scopes: readonly Scope[];
  /** Null: until it is revoked. */
  readonly expiresAt: Date | null;
}

export interface TeamService {
  /** Throws INVALID_INPUT, CONFLICT when the name is taken. */
  createTeam(name: string): Promise<TeamRecord>;
  /** The team of this name, made if need be. */
  ensureTeam(name: string): Promise<TeamRecord>;
  /** The secret is given here once, and only its hash is stored. Throws INVALID_INPUT, NOT_FOUND. */
  createToken(teamId: TeamId, request: TokenRequest): Promise<{ readonly token: ApiTokenRecord; readonly secret: string }>;
  /** Whose secret this is. Throws UNAUTHENTICATED, the same for an unknown, a malformed and an expired one. */
  authenticate(secret: string): Promise<ApiTokenRecord>;
}

interface Dependencies {
  readonly operator: Pick<OperatorCatalogue, 'createTeam' | 'findTeamByName' | 'createToken' | 'findToken'>;
  readonly now?: () => Date;
}

const NAME_MAX = 100;

function checkedName(name: string): string {
  const trimmed = name.trim();
  if (trimmed.length === 0 || trimmed.length > NAME_MAX) {
    throw new VoxseekError('INVALID_INPUT', `A name has 1 to ${NAME_MAX} characters; this one has ${trimmed.length}.`, { path: 'name' });
  }
  return trimmed;
}

/** Teams and the bearer tokens that act for them. */
export function createTeamService({ operator, now = () => new Date() }: Dependencies): TeamService {
  const refused = (): VoxseekError =>
    new VoxseekError('UNAUTHENTICATED', 'The token is unknown or has expired. Send a valid one as "Authorization: Bearer <token>".', { path: 'authorization' });

  return {
    createTeam: async (name) => operator.createTeam(checkedName(name)),

    async ensureTeam(name) {
      const checked = checkedName(name);
      const known = await operator.findTeamByName(checked);
      if (known !== null) return known;
      try {
        return await operator.createTeam(checked);
      } catch (error) {
        // Another process made it in between.
        const made = await operator.findTeamByName(checked);
        if (made === null) throw error;
        return made;
      }
    },

    async createToken(teamId, { name, scopes, expiresAt }) {
      const checked = checkedName(name);
      if (scopes.length === 0) throw new VoxseekError('INVALID_INPUT', 'A token needs at least one scope: READ, WRITE or ADMIN.', { path: 'scopes' });
      if (expiresAt !== null && expiresAt <= now()) {
        throw new VoxseekError('INVALID_INPUT', `The token would expire at ${expiresAt.toISOString()}, which is past. Give a later time.`, { path: 'expiresAt' });
      }
      const secret = createTokenSecret();
      const token = await operator.createToken(teamId, checked, [...new Set(scopes)], hashTokenSecret(secret), expiresAt);
      return { token, secret };
    },

    async authenticate(secret) {
      if (!isTokenSecret(secret)) throw refused();
      const token = await operator.findToken(hashTokenSecret(secret));
      if (token === null || (token.expiresAt !== null && token.expiresAt <= now())) throw refused();
      return token;
    },
  };
}
