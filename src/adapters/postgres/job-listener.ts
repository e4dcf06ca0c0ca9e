import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { JobId, TeamId } from '../../domain/ids.js';
import type { Log } from '../../services/ports/log.js';
import { CONNECT_TIMEOUT_MS } from './database.js';

export interface JobChange {
  readonly teamId: TeamId;
  readonly jobId: JobId;
}

export interface JobListener {
  subscribe(listener: (change: JobChange) => void): () => void;
  close(): Promise<void>;
}

const CHANNEL = 'voxseek_job';
const RETRY_MS = 500;
const HEARTBEAT_MS = 2_000;
const ANSWER_TIMEOUT_MS = 5_000;
/** Somewhat back, for transactions that began before and are announced after. */
const MARGIN_S = 20;
const SERVER_TIME = `select (now() - make_interval(secs => $1))::text as now`;

function parse(payload: string): JobChange | null {
  const [teamId, jobId] = payload.split(' ');
  return teamId === undefined || jobId === undefined ? null : { teamId: teamId as TeamId, jobId: jobId as JobId };
}

/**
 * Hears of jobs as they change in any process, on a connection of its own that is made anew whenever it is lost. After a gap every job
 * that changed since is announced once, so that a watcher never misses an end.
 */
export function createJobListener(url: string, log?: Log): JobListener {
  const listeners = new Set<(change: JobChange) => void>();
  const stop = new AbortController();

  const announce = (change: JobChange): void => {
    for (const listener of listeners) listener(change);
  };

  const hear = (payload: string): void => {
    const change = parse(payload);
    if (change !== null) announce(change);
  };

  /**
   * Listens until the connection is lost; `since` is the server's time up to which all was heard. Resolves to that time. The first
   * connection has a gap too: from the first subscriber to the server's answer to `listen`, which a slow machine makes seconds long.
   */
  async function listenOnce(since: string | null, subscribedAt: number): Promise<string | null> {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: ANSWER_TIMEOUT_MS,
      keepAlive: true,
      application_name: 'voxseek-jobs',
    });
    let lost = (): void => undefined;
    const gone = new Promise<true>((resolve) => (lost = () => { resolve(true); }));
    for (const event of ['error', 'end'] as const) client.on(event, lost);
    stop.signal.addEventListener('abort', lost, { once: true });
    client.on('notification', ({ payload }) => { hear(payload ?? ''); });
    const serverTime = async (earlierS = 0): Promise<string | null> => (await client.query<{ now: string }>(SERVER_TIME, [MARGIN_S + earlierS])).rows[0]?.now ?? null;
    let heard = since;
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      heard ??= await serverTime((performance.now() - subscribedAt) / 1000);
      const missed = await client.query<{ team_id: TeamId; id: JobId }>('select * from voxseek.operator_jobs_changed_since($1::timestamptz)', [heard]);
      for (const { team_id: teamId, id: jobId } of missed.rows) announce({ teamId, jobId });
      // Asked for again and again, the time also shows that the server still answers.
      do heard = (await serverTime()) ?? heard;
      while (!(await Promise.race([gone, delay(HEARTBEAT_MS, false, { ref: false })])));
    } catch (error) {
      log?.warn({ reason: error instanceof Error ? error.message : 'unknown' }, 'Lost the connection that hears of jobs; connecting again.');
    } finally {
      stop.signal.removeEventListener('abort', lost);
      void client.end().catch(() => undefined);
    }
    return heard;
  }

  async function keepListening(): Promise<void> {
    const subscribedAt = performance.now();
    let since: string | null = null;
    while (!stop.signal.aborted) {
      since = await listenOnce(since, subscribedAt);
      if (!stop.signal.aborted) await delay(RETRY_MS, null, { signal: stop.signal, ref: false }).catch(() => undefined);
    }
  }

  let running: Promise<void> | null = null;
  return {
    subscribe(listener) {
      listeners.add(listener);
      running ??= keepListening();
      return () => listeners.delete(listener);
    },
    async close() {
      stop.abort();
      await running;
    },
  };
}
