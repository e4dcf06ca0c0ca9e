import { drizzle } from 'drizzle-orm/node-postgres';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import type { Log } from '../../services/ports/log.js';
import { retryTransient, translateErrors, withDeadline } from './errors.js';

/** Statements through one connection; inside `transaction` they are part of it. */
export type Transaction = NodePgDatabase;

/** A pool of connections whose calls end within seconds, by an answer or by DEPENDENCY_UNAVAILABLE. */
export interface Database {
  /** Statements that each stand alone. */
  use<T>(work: (db: NodePgDatabase) => Promise<T>): Promise<T>;
  /** One short transaction; begun anew after a deadlock, so `work` must do nothing but query. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  readonly maxConnections: number;
  readonly log: Log | undefined;
  readonly onQuery: ((sql: string) => void) | undefined;
}

export const CONNECT_TIMEOUT_MS = 3_000;
/** The server ends a statement first; the driver, and last of all the caller, give up a server that does not. */
const STATEMENT_TIMEOUT_MS = 15_000;
const ANSWER_TIMEOUT_MS = 17_000;
const DEADLINE_MS = 20_000;

/** The pool's own timeout would also bound how long a call waits for its turn, which is no sign of an outage. */
class TimedClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super({ ...(typeof config === 'string' ? { connectionString: config } : config), connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  }
}

export function openDatabase({ url, maxConnections, log, onQuery }: DatabaseOptions): Database {
  const pool = new pg.Pool({
    Client: TimedClient,
    connectionString: url,
    max: maxConnections,
    keepAlive: true,
    application_name: 'voxseek',
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
  });
  // A connection that is lost ends its call with an error, and without these listeners the process too.
  const noteLoss = (error: Error): void => log?.debug({ reason: error.message }, 'A connection to Postgres was lost.');
  pool.on('error', noteLoss);
  pool.on('connect', (client) => void client.on('error', noteLoss));
  const logger = onQuery === undefined ? false : { logQuery: (statement: string) => { onQuery(statement); } };

  /** A connection that failed in a way that leaves its state in doubt is thrown away. */
  async function withConnection<T>(work: (client: pg.PoolClient) => Promise<T>, restore: (client: pg.PoolClient) => Promise<unknown>): Promise<T> {
    const client = await pool.connect();
    let broken = false;
    try {
      return await work(client);
    } catch (error) {
      await restore(client).catch(() => (broken = true));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  const guarded = <T>(work: () => Promise<T>): Promise<T> => withDeadline(translateErrors(() => retryTransient(work)), DEADLINE_MS);

  return {
    use: (work) => guarded(() => withConnection((client) => work(drizzle(client, { logger })), (client) => client.query('select 1'))),
    transaction: (work) =>
      guarded(() =>
        withConnection(
          async (client) => {
            await client.query('begin');
            const result = await work(drizzle(client, { logger }));
            await client.query('commit');
            return result;
          },
          (client) => client.query('rollback'),
        ),
      ),
    close: () => pool.end(),
  };
}
