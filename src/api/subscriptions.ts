import type { Server } from 'node:http';
import { randomUUID } from 'node:crypto';
import type { ExecutionArgs, FormattedExecutionResult, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { getOperationAST, GraphQLError, OperationTypeNode, parse, specifiedRules, validate } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { VoxseekError } from '../domain/errors/voxseek-error.js';
import { authenticateHeader } from './auth.js';
import type { ApiTokenRecord } from '../services/ports/records.js';
import type { ApiDependencies } from './dependencies.js';
import { createContext } from './context.js';
import { formatError } from './errors/format-error.js';
import { toFailure, toGraphQLError } from './errors/to-failure.js';
import { checkCost, limitRules } from './query-limits.js';

/** `viewer` is set once the connection is accepted. */
type Connection = Record<PropertyKey, unknown> & { readonly socket: WebSocket; viewer?: ApiTokenRecord };

/** The code of graphql-ws for a connection that may not be. */
const FORBIDDEN = 4403;

/** `connectionParams: { authorization: "Bearer <token>" }`. */
function headerOf(params: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const header = params?.authorization ?? params?.Authorization;
  return typeof header === 'string' ? header : undefined;
}

/** Subscriptions over graphql-ws at `/graphql`, held to the same limits and masking as requests over HTTP. */
export function serveSubscriptions(deps: ApiDependencies, schema: GraphQLSchema, httpServer: Server, publicUrl: () => string): { close(): Promise<void> } {
  const sockets = new WebSocketServer({ server: httpServer, path: '/graphql', maxPayload: deps.limits.requestBytes });
  const format = (error: GraphQLError | GraphQLFormattedError): GraphQLFormattedError =>
    formatError(error instanceof GraphQLError ? error.toJSON() : error, error, { log: deps.log, correlationId: randomUUID() });
  const rejected = (error: unknown): readonly GraphQLError[] => [
    error instanceof GraphQLError ? error : toGraphQLError(toFailure(error, { log: deps.log, correlationId: randomUUID() })),
  ];

  /** A token may have been revoked or have ended since the connection was accepted: then nothing more is sent, and it ends. */
  const stillMay = async (params: Readonly<Record<string, unknown>> | undefined, { socket }: Connection): Promise<boolean> => {
    try {
      await authenticateHeader(deps.teams, headerOf(params));
      return true;
    } catch (error) {
      if (!(error instanceof VoxseekError) || error.code !== 'UNAUTHENTICATED') throw error;
      socket.close(FORBIDDEN, 'Forbidden');
      return false;
    }
  };

  const server = useServer<Readonly<Record<string, unknown>>, Connection>(
    {
      schema,
      isProd: true,
      connectionInitWaitTimeout: 10_000,
      onConnect: async (connection) => {
        try {
          const viewer = await authenticateHeader(deps.teams, headerOf(connection.connectionParams));
          if (viewer === null) return false;
          connection.extra.viewer = viewer;
          return true;
        } catch (error) {
          if (!(error instanceof VoxseekError) || error.code !== 'UNAUTHENTICATED') rejected(error);
          return false;
        }
      },
      onSubscribe: async (connection, _id, payload): Promise<ExecutionArgs | readonly GraphQLError[]> => {
        try {
          await stillMay(connection.connectionParams, connection.extra);
          const document = parse(payload.query, { maxTokens: deps.limits.tokens });
          const operation = getOperationAST(document, payload.operationName);
          if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) {
            throw new VoxseekError('INVALID_INPUT', 'Only subscriptions are served over this connection. Send queries and mutations over HTTP.');
          }
          const faults = validate(schema, document, [...specifiedRules, ...limitRules(deps.limits)]);
          if (faults.length > 0) return faults;
          const variables = payload.variables ?? {};
          checkCost({ schema, document, variables, operationName: payload.operationName ?? null }, deps.limits);
          const contextValue = createContext(deps, publicUrl(), { viewer: connection.extra.viewer ?? null, reader: null });
          return { schema, document, variableValues: variables, operationName: payload.operationName, contextValue };
        } catch (error) {
          return rejected(error);
        }
      },
      onError: (_connection, _id, _payload, errors) => errors.map((error) => coded(error, format)),
      onNext: async (connection, _id, _payload, _args, { errors, ...result }): Promise<FormattedExecutionResult | undefined> => {
        if (!(await stillMay(connection.connectionParams, connection.extra))) return { data: null };
        return errors === undefined ? undefined : { data: result.data ?? null, errors: errors.map(format) };
      },
    },
    sockets,
  );
  return { close: async () => server.dispose() };
}

/** Faults of parser and validator carry no code of their own over this transport. */
function coded(error: GraphQLError | GraphQLFormattedError, format: (error: GraphQLError | GraphQLFormattedError) => GraphQLFormattedError): GraphQLFormattedError {
  const hasCode = error.extensions?.code !== undefined;
  const isFault = error instanceof GraphQLError && error.originalError === undefined;
  if (hasCode || !isFault) return format(error);
  return { ...error.toJSON(), extensions: { code: 'INVALID_INPUT', retryable: false } };
}
