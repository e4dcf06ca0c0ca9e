import { GraphQLError } from 'graphql';
import type { MiddlewareFn } from 'type-graphql';
import type { ApiContext } from '../context.js';
import { isUserError, toFailure, toGraphQLError } from './to-failure.js';

/** Expected failures of a mutation go into its payload; those of a query, and all unexpected ones, become GraphQL errors. */
export const failuresMiddleware: MiddlewareFn<ApiContext> = async ({ context, info }, next) => {
  const isMutation = info.path.prev === undefined && info.parentType.name === 'Mutation';
  try {
    const result: unknown = await next();
    return isMutation ? { ...(result as object), userErrors: [] } : result;
  } catch (error) {
    if (error instanceof GraphQLError) throw error;
    const failure = toFailure(error, context);
    if (isMutation && isUserError(failure.code)) return { userErrors: [failure] };
    throw toGraphQLError(failure);
  }
};
