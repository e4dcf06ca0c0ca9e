import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { CONNECT_TIMEOUT_MS } from './database.js';
import { databaseCode, translateErrors } from './errors.js';

export interface MigrateOptions {
  /** A superuser, or a role that may create roles and schemas in the database. */
  readonly ownerUrl: string;
  /** The role that the API and the workers log in as; created if it is missing. It owns nothing and is subject to row security. */
  readonly appRole: string;
  /** Set on the role each time; without one the role is left to another way of authentication. */
  readonly appPassword?: string;
}

/** Any number: two processes that migrate one database at once take turns by it. */
const MIGRATION_LOCK = 7_405_093_341;

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Roles belong to the whole server, and databases may be migrated side by side: another may make the same role at the same moment. */
async function ensureRole(client: pg.Client, role: string, attributes: string): Promise<void> {
  const known = await client.query('select 1 from pg_roles where rolname = $1', [role]);
  if (known.rows.length > 0) return;
  try {
    await client.query(`create role ${identifier(role)} ${attributes}`);
  } catch (error) {
    const code = databaseCode(error);
    if (code !== '42710' && code !== '23505') throw error;
  }
}

/** Also over the server: "tuple concurrently updated" where two migrations grant or alter the same role at once. */
async function retryConcurrent(work: () => Promise<unknown>, attempts = 10): Promise<void> {
  try {
    await work();
  } catch (error) {
    const code = databaseCode(error);
    if ((code !== 'XX000' && code !== '23505') || attempts <= 1) throw error;
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 80));
    await retryConcurrent(work, attempts - 1);
  }
}

/**
 * A superuser would see past row security even in the operator's functions, so that the tables are given to a role of their own
 * that cannot log in: `<appRole>_owner`.
 */
async function becomeOwner(client: pg.Client, appRole: string): Promise<void> {
  const { rows } = await client.query<{ superuser: boolean; database: string }>(
    'select rolsuper as superuser, current_database() as database from pg_roles where rolname = current_user',
  );
  const [who] = rows;
  if (who?.superuser !== true) return;
  const owner = `${appRole}_owner`;
  await ensureRole(client, owner, 'nologin nosuperuser nocreatedb nocreaterole nobypassrls');
  await client.query(`grant create on database ${identifier(who.database)} to ${identifier(owner)}`);
  await client.query(`set role ${identifier(owner)}`);
}

async function grantToApp(client: pg.Client, appRole: string): Promise<void> {
  const role = identifier(appRole);
  await client.query(`grant usage on schema voxseek to ${role}`);
  await client.query(`grant select, insert, update, delete on all tables in schema voxseek to ${role}`);
  // Teams and tokens are made and looked up by the operator's functions alone. A team may read its own row, and under row security
  // read its tokens, but for the hash of the secret, and delete them.
  await client.query(`revoke all on voxseek.teams, voxseek.api_tokens from ${role}`);
  await client.query(`grant select on voxseek.teams to ${role}`);
  await client.query(`grant select (id, team_id, name, scopes, created_at, expires_at), delete on voxseek.api_tokens to ${role}`);
  await client.query(`grant execute on all functions in schema voxseek to ${role}`);
}

/** Brings the database to the newest schema and makes the application's role; safe to run again and side by side. */
export async function migrate({ ownerUrl, appRole, appPassword }: MigrateOptions): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, application_name: 'voxseek-migrate' });
  client.on('error', () => undefined);
  try {
    await translateErrors(async () => {
      await client.connect();
      await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
      await ensureRole(client, appRole, 'login nosuperuser nocreatedb nocreaterole nobypassrls noinherit');
      if (appPassword !== undefined) {
        await retryConcurrent(() => client.query(`alter role ${identifier(appRole)} with login password ${literal(appPassword)}`));
      }
      await becomeOwner(client, appRole);
      const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url));
      await applyMigrations(drizzle(client), { migrationsFolder, migrationsSchema: 'voxseek_migrations' });
      await grantToApp(client, appRole);
    });
  } finally {
    await client.end().catch(() => undefined);
  }
}
