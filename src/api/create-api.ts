import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expressMiddleware } from '@as-integrations/express5';
import express from 'express';
import type { GraphQLSchema } from 'graphql';
import { VoxseekError } from '../domain/errors/voxseek-error.js';
import { createApolloServer } from './apollo.js';
import type { Caller } from './auth.js';
import { authenticateCaller } from './auth.js';
import { createContext } from './context.js';
import type { ApiDependencies } from './dependencies.js';
import { toFailure, toGraphQLError } from './errors/to-failure.js';
import { createErrorHandler } from './http/answer-failure.js';
import { health } from './http/health.js';
import { alignmentRoute } from './http/alignment-route.js';
import { exportPattern, exportRoute } from './http/export-route.js';
import { reportRoute } from './http/report-route.js';
import { STORED_FILE_PATTERNS, storedFileRoute } from './http/stored-file-route.js';
import { thumbnailRoute } from './http/thumbnail-route.js';
import { uploadRoute } from './http/upload-route.js';
import { apiSchema } from './schema.js';
import { serveSubscriptions } from './subscriptions.js';

/** A large scan over a slow line; headers keep the short timeout of the server. */
const UPLOAD_TIMEOUT_MS = 3_600_000;

export interface RunningApi {
  /** Without a slash at its end, e.g. `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Lets running requests end, then closes. */
  close(): Promise<void>;
}

export interface Api {
  readonly schema: GraphQLSchema;
  /** Port 0: a free one. Throws PORT_TAKEN. */
  listen(host: string, port: number): Promise<RunningApi>;
}

function listenOn(server: ReturnType<typeof createServer>, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new VoxseekError('PORT_TAKEN', `The API cannot listen on ${host}:${port}: the port is in use. Free it or configure another.`, { cause: error }) : error);
    });
    server.listen(port, host, resolve);
  });
}

/** The GraphQL API with its uploads, thumbnails and subscriptions on one HTTP server. */
export function createApi(deps: ApiDependencies): Api {
  const schema = apiSchema();

  return {
    schema,
    async listen(host, port) {
      let publicUrl = deps.publicUrl ?? '';
      const app = express();
      app.disable('x-powered-by');
      const httpServer = createServer(app);
      httpServer.requestTimeout = UPLOAD_TIMEOUT_MS;
      const apollo = createApolloServer(deps, schema, httpServer);
      await apollo.start();
      const subscriptions = serveSubscriptions(deps, schema, httpServer, () => publicUrl);

      const callerOf = async (header: string | undefined): Promise<Caller> => {
        const context = createContext(deps, publicUrl, { viewer: null, reader: null });
        try {
          return await authenticateCaller(deps, header);
        } catch (error) {
          throw toGraphQLError(toFailure(error, context));
        }
      };
      app.get('/health', health);
      app.get('/volumes/:id/slices/:slice.png', thumbnailRoute(deps));
      app.get('/alignments.svg', alignmentRoute(deps));
      app.get('/benchmark-runs/:id/report.html', reportRoute(deps));
      app.get(exportPattern('BenchmarkRun'), exportRoute(deps, 'BenchmarkRun'));
      app.get(exportPattern('RetrievalRun'), exportRoute(deps, 'RetrievalRun'));
      app.get(STORED_FILE_PATTERNS.Volume, storedFileRoute(deps, 'Volume'));
      app.get(STORED_FILE_PATTERNS.Segmentation, storedFileRoute(deps, 'Segmentation'));
      app.put('/uploads/:secret', uploadRoute(deps.uploads, deps.log));
      app.use(
        '/graphql',
        express.json({ limit: deps.limits.requestBytes }),
        expressMiddleware(apollo, { context: async ({ req }) => createContext(deps, publicUrl, await callerOf(req.headers.authorization)) }),
      );
      app.use(createErrorHandler(deps.log));

      await listenOn(httpServer, host, port);
      const url = `http://${host.includes(':') ? `[${host}]` : host}:${(httpServer.address() as AddressInfo).port}`;
      if (publicUrl === '') publicUrl = url;
      return {
        url,
        async close() {
          await subscriptions.close();
          await apollo.stop();
        },
      };
    },
  };
}
