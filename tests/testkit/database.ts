import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { createCatalogue } from '../../src/adapters/postgres/catalogue.js';
import type { CatalogueOptions } from '../../src/adapters/postgres/catalogue.js';
import { migrate } from '../../src/adapters/postgres/migrate.js';
import type { Catalogue } from '../../src/services/ports/catalogue.js';

const APP_ROLE = 'voxseek_test_app';
const APP_PASSWORD = 'voxseek-test';

export interface TestDatabase {
  /** As the application's role. */
  readonly url: string;
  /** As the superuser who made it. */
  readonly ownerUrl: string;
  readonly appRole: string;
  readonly catalogue: Catalogue & { close(): Promise<void> };
  /** Closes the catalogue and removes the database. */
  drop(): Promise<void>;
}

async function administer(adminUrl: string, statement: string): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}

/** A fresh, migrated database on the server at `adminUrl`, with a catalogue of its own. */
export async function createTestDatabase(adminUrl: string, options: Omit<CatalogueOptions, 'url'> = {}): Promise<TestDatabase> {
  const name = `voxseek_${randomUUID().replaceAll('-', '')}`;
  await administer(adminUrl, `create database ${name}`);
  const owner = new URL(adminUrl);
  owner.pathname = `/${name}`;
  await migrate({ ownerUrl: owner.href, appRole: APP_ROLE, appPassword: APP_PASSWORD });
  const app = new URL(owner);
  app.username = APP_ROLE;
  app.password = APP_PASSWORD;
  const catalogue = await createCatalogue({ url: app.href, maxConnections: 6, ...options });
  return {
    url: app.href,
    ownerUrl: owner.href,
    appRole: APP_ROLE,
    catalogue,
    async drop() {
      await catalogue.close();
      await administer(adminUrl, `drop database if exists ${name} with (force)`);
    },
  };
}
