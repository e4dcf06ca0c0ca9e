import { Client, Connection } from '@temporalio/client';
import { isAway, temporalUnavailable } from './unavailable.js';

export interface TemporalAddress {
  /** `host:port`. */
  readonly address: string;
  readonly namespace: string;
}

export interface TemporalConnection {
  /** Runs one call. Throws DEPENDENCY_UNAVAILABLE, path `temporal`, when the server has not answered within three seconds. */
  call<Result>(use: (client: Client) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** A person waits behind most calls: better a QUEUED job now than an answer in a minute. */
const DEADLINE_MS = 3_000;

/** Connects on first use and again after every loss. */
export function connectTemporal({ address, namespace }: TemporalAddress): TemporalConnection {
  const connection = Connection.lazy({
    address,
    connectTimeout: DEADLINE_MS,
    // gRPC would wait up to two minutes before it tries a server again that was away for a while.
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.min_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 2_000 },
  });
  const client = new Client({ connection, namespace });

  return {
    async call(use) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          reject(temporalUnavailable(address, undefined));
        }, DEADLINE_MS + 200);
      });
      try {
        return await Promise.race([connection.withDeadline(Date.now() + DEADLINE_MS, () => use(client)), late]);
      } catch (error) {
        throw isAway(error) ? temporalUnavailable(address, error) : error;
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => connection.close(),
  };
}
