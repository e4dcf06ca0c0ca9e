import { randomUUID } from 'node:crypto';
import type { TeamCatalogue } from '../services/ports/catalogue.js';
import type { Log } from '../services/ports/log.js';
import type { ApiTokenRecord } from '../services/ports/records.js';
import type { ReaderIdentity } from '../services/reader-studies/reader-study-service.js';
import type { ApiDependencies, ApiLimits, ApiServices } from './dependencies.js';
import type { Loaders } from './loaders.js';
import { createLoaders } from './loaders.js';
import type { Caller } from './auth.js';
import { requireReader, requireViewer } from './auth.js';

/**
 * What every resolver of one request sees. The GraphQL server copies it: fields are plain, and what may throw is a getter of
 * the prototype.
 */
export class ApiContext {
  readonly services: ApiServices;
  readonly limits: ApiLimits;
  readonly signingKey: Uint8Array;
  readonly log: Log;
  readonly correlationId = randomUUID();
  readonly viewer: ApiTokenRecord | null;
  readonly reader: ReaderIdentity | null;
  private teamOfViewer: TeamCatalogue | null = null;
  private loadersOfTeam: Loaders | null = null;

  constructor(
    deps: ApiDependencies,
    /** The address of this server as clients see it, without a slash at its end. */
    readonly publicUrl: string,
    caller: Caller,
  ) {
    this.viewer = caller.viewer;
    this.reader = caller.reader;
    this.services = deps;
    this.limits = deps.limits;
    this.signingKey = deps.signingKey;
    this.log = deps.log;
  }

  /** The catalogue of the viewer's team. Throws UNAUTHENTICATED. */
  get team(): TeamCatalogue {
    return (this.teamOfViewer ??= this.services.catalogue.team(requireViewer(this.viewer).teamId));
  }

  /** The catalogue of the team whose study the reader reads: for fields that ask for the key of a reader. Throws UNAUTHENTICATED, FORBIDDEN. */
  get readerTeam(): TeamCatalogue {
    return this.services.catalogue.team(requireReader(this).teamId);
  }

  /** One batch of look-ups a request. Throws UNAUTHENTICATED. */
  get loaders(): Loaders {
    return (this.loadersOfTeam ??= createLoaders(this.team, this.services.planes));
  }
}

export function createContext(deps: ApiDependencies, publicUrl: string, caller: Caller): ApiContext {
  return new ApiContext(deps, publicUrl, caller);
}
