import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import type { RunningVoxseek } from './running-voxseek.js';
import { addressOf } from './running-voxseek.js';

/** Bytes of a product, and where they are. */
export interface Kept {
  readonly where: string;
  readonly bytes: Buffer;
}

/** Every file of a home: objects, logs, scratch, and what the servers write to the disk. One that goes away meanwhile is passed over. */
export async function* filesOf(directory: string): AsyncGenerator<Kept> {
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const where = join(entry.parentPath, entry.name);
    const bytes = await readFile(where).catch(() => null);
    if (bytes !== null) yield { where, bytes };
  }
}

/** Every row of every table, as the database writes it out: pages on the disk may be compressed. */
export async function* rowsOf(voxseek: RunningVoxseek): AsyncGenerator<Kept> {
  const client = new pg.Client({ connectionString: addressOf(voxseek, 'databaseOwnerUrl') });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    for (const { name } of tables.rows) {
      const rows = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      yield { where: `table ${name}`, bytes: Buffer.from(rows.rows.map(({ row }) => row).join('\n')) };
    }
  } finally {
    await client.end();
  }
}

function* payloadsIn(value: unknown): Generator<Buffer> {
  if (value instanceof Uint8Array) yield Buffer.from(value);
  else if (typeof value === 'string') yield Buffer.from(value);
  else if (value !== null && typeof value === 'object') for (const inner of Object.values(value)) yield* payloadsIn(inner);
}

/** All texts and payloads of the histories of all workflows. */
export async function* historiesOf(voxseek: RunningVoxseek): AsyncGenerator<Kept> {
  const connection = await Connection.connect({ address: addressOf(voxseek, 'temporalAddress') });
  try {
    const client = new Client({ connection });
    for await (const { workflowId, runId } of client.workflow.list()) {
      const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      yield { where: `workflow ${workflowId}`, bytes: Buffer.concat([...payloadsIn(history)].flatMap((bytes) => [bytes, Buffer.from('\n')])) };
    }
  } finally {
    await connection.close();
  }
}
