import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../../domain/errors/error-codes.js';
import { ERROR_CODES } from '../../domain/errors/error-codes.js';
import { isVoxseekError } from '../../domain/errors/voxseek-error.js';
import type { Log } from '../../services/ports/log.js';

/** What a client is told of a failure. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly path: string | null;
  readonly details: Readonly<Record<string, string | number | boolean>>;
  readonly correlationId: string | null;
}

/** Failures that say nothing about the arguments: they are GraphQL errors also in mutations. */
const NOT_ABOUT_THE_REQUEST: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['UNAUTHENTICATED', 'FORBIDDEN', 'DEPENDENCY_UNAVAILABLE', 'QUERY_TOO_COMPLEX', 'INTERNAL']);

export function isUserError(code: ErrorCode): boolean {
  return !NOT_ABOUT_THE_REQUEST.has(code);
}

/** An expected failure as it is; anything else is logged under the correlation id and masked. */
export function toFailure(error: unknown, context: { readonly log: Log; readonly correlationId: string }): Failure {
  if (isVoxseekError(error)) {
    return { code: error.code, message: error.message, path: error.path ?? null, details: error.details, correlationId: null };
  }
  context.log.error({ correlationId: context.correlationId, err: error }, 'request failed unexpectedly');
  const message = `Something unexpected failed. Report the correlation id ${context.correlationId}.`;
  return { code: 'INTERNAL', message, path: null, details: {}, correlationId: context.correlationId };
}

const HTTP_STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  UPLOAD_EXPIRED: 410,
  LIMIT_EXCEEDED: 413,
  FILE_TOO_LARGE: 413,
  INTERNAL: 500,
  DEPENDENCY_UNAVAILABLE: 503,
  DISK_FULL: 507,
};

/** The HTTP status of a request that fails as a whole. */
export function httpStatusOf(code: ErrorCode): number {
  return HTTP_STATUS[code] ?? 400;
}

/** Codes whose failure shows in the HTTP status as well, so that proxies and plain clients see it. */
const WITH_STATUS: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['UNAUTHENTICATED', 'FORBIDDEN', 'DEPENDENCY_UNAVAILABLE']);

export function toGraphQLError(failure: Failure): GraphQLError {
  return new GraphQLError(failure.message, {
    extensions: {
      code: failure.code,
      retryable: ERROR_CODES[failure.code].retryable,
      ...(failure.path === null ? {} : { path: failure.path }),
      ...(Object.keys(failure.details).length === 0 ? {} : { details: failure.details }),
      ...(failure.correlationId === null ? {} : { correlationId: failure.correlationId }),
      ...(WITH_STATUS.has(failure.code) ? { http: { status: httpStatusOf(failure.code) } } : {}),
    },
  });
}
