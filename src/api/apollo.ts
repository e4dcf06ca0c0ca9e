import type { Server } from 'node:http';
import { randomUUID } from 'node:crypto';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import type { GraphQLSchema } from 'graphql';
import type { ApiContext } from './context.js';
import type { ApiDependencies } from './dependencies.js';
import { formatError } from './errors/format-error.js';
import { checkCost, limitRules } from './query-limits.js';

export function createApolloServer(deps: ApiDependencies, schema: GraphQLSchema, httpServer: Server): ApolloServer<ApiContext> {
  return new ApolloServer<ApiContext>({
    schema,
    introspection: !deps.production,
    csrfPrevention: true,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: deps.production,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: deps.limits.tokens },
    validationRules: [...limitRules(deps.limits)],
    formatError: (formatted, error) => formatError(formatted, error, { log: deps.log, correlationId: randomUUID() }),
    plugins: [
      ApolloServerPluginDrainHttpServer({ httpServer }),
      ...(deps.production ? [ApolloServerPluginLandingPageDisabled()] : []),
      {
        requestDidStart: () =>
          Promise.resolve({
            didResolveOperation: ({ document, request, operationName }) => {
              checkCost({ schema, document, variables: request.variables ?? {}, operationName }, deps.limits);
              return Promise.resolve();
            },
          }),
      },
    ],
  });
}
