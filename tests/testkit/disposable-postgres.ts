import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { findPostgresBinaries } from '../../src/local/postgres-binaries.js';
import { postgresUser } from '../../src/local/postgres-user.js';

/** A Postgres of one test's own, to be killed and started again on the same port. */
export interface DisposablePostgres {
  /** As a superuser, to the database `postgres`. */
  readonly adminUrl: string;
  /** SIGKILL of the server and its children, as when the machine loses the process. */
  kill(): Promise<void>;
  /** SIGSTOP and SIGCONT: a server that is there and does not answer. */
  pause(): void;
  resume(): void;
  start(): Promise<void>;
  remove(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function answers(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 1, onnotice: () => undefined });
  try {
    await sql`select 1`;
    return true;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 0 });
  }
}

export async function disposablePostgres(): Promise<DisposablePostgres> {
  const binaries = await findPostgresBinaries();
  const user = await postgresUser();
  const directory = await mkdtemp(join(tmpdir(), 'voxseek-postgres-'));
  const passwordFile = join(directory, 'password');
  await writeFile(passwordFile, 'postgres\n');
  if (user !== null) for (const path of [directory, passwordFile]) await chown(path, user.uid, user.gid);
  const as = user ?? {};
  const data = join(directory, 'data');
  const made = spawnSync(binaries.initdb, ['--pgdata', data, '--username', 'postgres', '--pwfile', passwordFile, '--auth', 'scram-sha-256', '--encoding', 'UTF8', '--no-sync'], as);
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr.toString()}`);
  const port = await freePort();
  const adminUrl = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
  let server: ChildProcess | null = null;

  const start = async (): Promise<void> => {
    const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'max_connections=200'];
    server = spawn(binaries.postgres, ['-D', data, '-p', String(port), ...settings], { ...as, stdio: 'ignore', detached: true });
    const deadline = Date.now() + 60_000;
    while (!(await answers(adminUrl))) {
      if (Date.now() > deadline) throw new Error('Postgres did not start within 60 s.');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  /** The server's children are process groups of their own; they end by themselves once it is gone. */
  const signal = (name: NodeJS.Signals): void => void server?.kill(name);

  const kill = async (): Promise<void> => {
    if (server === null) return;
    const ended = once(server, 'exit');
    signal('SIGKILL');
    await ended;
    server = null;
  };

  await start();
  return {
    adminUrl,
    kill,
    pause: () => { signal('SIGSTOP'); },
    resume: () => { signal('SIGCONT'); },
    start,
    async remove() {
      await kill();
      await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
    },
  };
}
