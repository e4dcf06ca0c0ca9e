import type { GraphQLFormattedError } from 'graphql';
import { GraphQLError } from 'graphql';
import { ERROR_CODES } from '../../domain/errors/error-codes.js';
import type { Log } from '../../services/ports/log.js';
import { toFailure, toGraphQLError } from './to-failure.js';

/** Codes that the GraphQL server gives to documents it cannot take. */
const OF_THE_DOCUMENT: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

const isOurs = (code: unknown): boolean => typeof code === 'string' && code in ERROR_CODES;

/** Below the wrapping that says where in the document it happened. */
function unwrap(error: unknown): unknown {
  let inner = error;
  while (inner instanceof GraphQLError && inner.originalError != null) inner = inner.originalError;
  return inner;
}

/** Every error that leaves the server passes here: expected ones with their code, faults of the document as INVALID_INPUT, all else masked. */
export function formatError(formatted: GraphQLFormattedError, error: unknown, context: { readonly log: Log; readonly correlationId: string }): GraphQLFormattedError {
  const { code } = formatted.extensions ?? {};
  if (code !== 'INTERNAL_SERVER_ERROR' && isOurs(code)) {
    const { stacktrace: _, http: __, overLimit: ___, ...extensions } = formatted.extensions ?? {};
    return { ...formatted, extensions };
  }
  if (OF_THE_DOCUMENT.has(code)) {
    // The GraphQL server puts a code of its own over that of a validation rule.
    const tooLong = formatted.extensions?.overLimit === true || /more tha[nt] \d+ tokens/u.test(formatted.message);
    return { ...formatted, extensions: { code: tooLong ? 'QUERY_TOO_COMPLEX' : 'INVALID_INPUT', retryable: false, reason: code } };
  }
  const masked = toGraphQLError(toFailure(unwrap(error), context));
  const { http: _, ...extensions } = masked.extensions;
  return {
    message: masked.message,
    ...(formatted.locations === undefined ? {} : { locations: formatted.locations }),
    ...(formatted.path === undefined ? {} : { path: formatted.path }),
    extensions,
  };
}
