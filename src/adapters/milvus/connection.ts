import { setTimeout as sleep } from 'node:timers/promises';
import { MilvusClient } from '@zilliz/milvus2-sdk-node';
import { asUnavailable, requireSuccess } from './failures.js';

export interface MilvusConnection {
  /**
   * Runs a call, which must be one that may be made twice: over a connection that was in use and is found broken, it is made once
   * more over a new one. Throws DEPENDENCY_UNAVAILABLE, also when there is no answer within `deadlineMs`.
   */
  call<T>(work: (client: MilvusClient) => Promise<T>, deadlineMs?: number): Promise<T>;
  /** What the server says its version is, asked once a connection. */
  version(): Promise<string>;
  /** Asks the version over again every few seconds while `work` runs, so that a server that hangs is noticed before its deadline. */
  watched<T>(work: Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface MilvusAddress {
  /** `host:port`. */
  readonly address: string;
  readonly token?: string | undefined;
}

/** Longest wait for one answer; index builds are polled and do not depend on it. */
const CALL_TIMEOUT_MS = 120_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** A server that is alive says its version within this, however busy it is. */
const LIVENESS_MS = 15_000;
const WATCH_MS = 5_000;

export function createMilvusConnection({ address, token }: MilvusAddress): MilvusConnection {
  let current: Promise<MilvusClient> | null = null;
  const versions = new WeakMap<MilvusClient, string>();

  const connect = async (): Promise<MilvusClient> => {
    const client = new MilvusClient({
      address,
      ...(token === undefined ? {} : { token }),
      timeout: CALL_TIMEOUT_MS,
      maxRetries: 0,
      logLevel: 'error',
      // The default of 10 s breaks connections during long builds.
      // A pool of its own: in the shared one a new client inherits the wait of a broken connection to the same address.
      channelOptions: { 'grpc.keepalive_time_ms': 600_000, 'grpc.max_reconnect_backoff_ms': 1_000, 'grpc.use_local_subchannel_pool': 1 },
    });
    try {
      await within(client.connectPromise, CONNECT_TIMEOUT_MS);
      return client;
    } catch (error) {
      void client.closeConnection().catch(() => undefined);
      throw error;
    }
  };

  /** Forgets a connection, if nobody has done so yet. */
  const abandon = (connection: Promise<MilvusClient>): void => {
    if (current !== connection) return;
    current = null;
    void connection.then((client) => client.closeConnection()).catch(() => undefined);
  };

  const askVersion = async (client: MilvusClient): Promise<string> => {
    const { version } = requireSuccess('say its version', await client.getVersion());
    versions.set(client, version);
    return version;
  };

  const connection: MilvusConnection = {
    version: () => connection.call((client) => Promise.resolve(versions.get(client) ?? askVersion(client)), LIVENESS_MS),
    async watched(work) {
      const over = new AbortController();
      const hangs = (async (): Promise<never> => {
        for (;;) {
          await sleep(WATCH_MS, undefined, { signal: over.signal, ref: false });
          await connection.call(askVersion, LIVENESS_MS);
        }
      })();
      // Nobody waits for it once the work is done.
      hangs.catch(() => undefined);
      try {
        return await Promise.race([work, hangs]);
      } finally {
        over.abort();
      }
    },
    async call(work, deadlineMs = CALL_TIMEOUT_MS) {
      for (;;) {
        const isNew = current === null;
        current ??= connect();
        const attempt = current;
        try {
          return await within(attempt.then(work), deadlineMs);
        } catch (error) {
          const failure = asUnavailable(error, address);
          if (failure === error) throw error;
          abandon(attempt);
          if (isNew || error instanceof NoAnswer) throw failure;
        }
      }
    },
    async close() {
      const client = await current?.catch(() => null);
      current = null;
      await client?.closeConnection();
    },
  };
  return connection;
}

class NoAnswer extends Error {
  constructor(milliseconds: number) {
    super(`DEADLINE: no answer within ${milliseconds} ms`);
    this.name = 'NoAnswer';
  }
}

async function within<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => { reject(new NoAnswer(milliseconds)); }, milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
