import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile, chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { VoxseekError } from '../domain/errors/voxseek-error.js';
import { onFreePort } from './ports.js';
import { findPostgresBinaries } from './postgres-binaries.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { makeDirectoryFor, postgresUser } from './postgres-user.js';
import type { ServerUser } from './postgres-user.js';
import { probePostgres } from './probes.js';
import type { LocalSecrets } from './secrets.js';
import type { ServerContext } from './server-context.js';
import { startFailure } from './start-failure.js';
import { runCommand } from './run-command.js';
import { startSupervised } from './supervised-process.js';
import type { SupervisedProcess } from './supervised-process.js';

const DATABASE = 'voxseek';
const OWNER = 'voxseek_owner';
const APPLICATION = 'voxseek_app';

export interface PostgresServer {
  readonly process: SupervisedProcess;
  /** As the application's role, which owns no table. */
  readonly databaseUrl: string;
  /** As the owner of the database, for migrations. */
  readonly databaseOwnerUrl: string;
}

export async function startPostgres(context: ServerContext, secrets: LocalSecrets): Promise<PostgresServer> {
  const { layout, report } = context;
  const binaries = await findPostgresBinaries();
  const user = await postgresUser();
  const data = join(layout.postgres, 'data');
  if (user === null) await mkdir(layout.postgres, { recursive: true, mode: 0o700 });
  else await makeDirectoryFor(user, layout.postgres);
  if (!existsSync(join(data, 'PG_VERSION'))) {
    report('postgres', 'initialising', 'making the database cluster');
    await initialise(binaries, layout.postgres, data, user, secrets.postgresOwnerPassword);
  }
  report('postgres', 'starting', binaries.version);
  return onFreePort((port) => startOn(context, secrets, { file: binaries.postgres, data, user }, port));
}

interface Cluster {
  readonly file: string;
  readonly data: string;
  readonly user: ServerUser | null;
}

async function startOn(context: ServerContext, secrets: LocalSecrets, { file, data, user }: Cluster, port: number): Promise<PostgresServer> {
  const { layout } = context;
  const url = (role: string, password: string, database: string): string => `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
  const adminUrl = url(OWNER, secrets.postgresOwnerPassword, 'postgres');
  const process = await startSupervised(
    {
      name: 'postgres',
      command: {
        file,
        arguments: [
          ...['-D', data, '-p', String(port)],
          ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
          ...['-c', 'max_connections=200', '-c', 'shared_buffers=128MB'],
        ],
        ...(user === null ? {} : { user }),
      },
      logFile: join(layout.logs, 'postgres.log'),
      // Fast shutdown: open transactions are rolled back and clients are told.
      stopSignal: 'SIGINT',
      stopTimeoutMs: 15_000,
      readyTimeoutMs: 60_000,
      ready: { kind: 'probe', probe: () => probePostgres(adminUrl, 1_000) },
    },
    context,
  );
  try {
    await ensureDatabase(adminUrl, secrets);
  } catch (error) {
    await process.stop();
    throw error;
  }
  return {
    process,
    databaseUrl: url(APPLICATION, secrets.postgresAppPassword, DATABASE),
    databaseOwnerUrl: url(OWNER, secrets.postgresOwnerPassword, DATABASE),
  };
}

/** Made beside and renamed, so that a start that was interrupted leaves no half cluster. */
async function initialise(binaries: PostgresBinaries, parent: string, data: string, user: ServerUser | null, password: string): Promise<void> {
  const making = await mkdtemp(join(parent, 'making-'));
  const passwordFile = join(parent, 'password.tmp');
  try {
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (user !== null) for (const path of [making, passwordFile]) await chown(path, user.uid, user.gid);
    const made = await runCommand(
      binaries.initdb,
      [
        ...['--pgdata', making, '--username', OWNER, '--pwfile', passwordFile, '--auth', 'scram-sha-256', '--encoding', 'UTF8'],
        ...['--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--no-sync'],
      ],
      { user },
    );
    if (made.status !== 0) throw startFailure('postgres', `initdb ended with ${made.status}`, parent, `${made.stdout}\n${made.stderr}`);
    await rename(making, data);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(making, { recursive: true, force: true });
  }
}

/** The database and the application's role, once; the role's rights come with the migrations. */
async function ensureDatabase(adminUrl: string, secrets: LocalSecrets): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  try {
    const roles = await sql`select 1 from pg_roles where rolname = ${APPLICATION}`;
    // The password is made of hex digits: nothing to escape.
    if (roles.length === 0) await sql.unsafe(`create role ${APPLICATION} login nosuperuser nocreatedb nocreaterole nobypassrls password '${secrets.postgresAppPassword}'`);
    const databases = await sql`select 1 from pg_database where datname = ${DATABASE}`;
    if (databases.length === 0) await sql.unsafe(`create database ${DATABASE} owner ${OWNER}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new VoxseekError('PART_FAILED_TO_START', `Postgres could not make the database "${DATABASE}": ${reason}.`, { path: 'postgres', cause: error });
  } finally {
    await sql.end({ timeout: 1 });
  }
}
