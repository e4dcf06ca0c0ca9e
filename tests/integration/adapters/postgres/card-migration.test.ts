import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { expect, inject, it } from 'vitest';
import { migrate } from '../../../../src/adapters/postgres/migrate.js';
import { coversFigures } from '../../../../src/adapters/postgres/stores/cards/covers-figures.js';

const MIGRATIONS = join(import.meta.dirname, '../../../../src/adapters/postgres/migrations');

/** The migrations before the one of this name. */
async function before(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'voxseek-migrations-'));
  await cp(MIGRATIONS, folder, { recursive: true });
  const journal = JSON.parse(await readFile(join(folder, 'meta/_journal.json'), 'utf8')) as { readonly entries: readonly { readonly tag: string }[] };
  const at = journal.entries.findIndex(({ tag }) => tag.endsWith(name));
  await writeFile(join(folder, 'meta/_journal.json'), JSON.stringify({ ...journal, entries: journal.entries.slice(0, at) }));
  return folder;
}

it('gives segmentations that are stored already the figures that new ones get, past row security', async () => {
  const admin = inject('stack').postgresAdminUrl;
  const [name, role] = [`voxseek_${randomUUID().replaceAll('-', '')}`, `voxseek_test_${randomUUID().slice(0, 8)}`];
  const folder = await before('_card_figures');
  const server = new pg.Client(admin);
  await server.connect();
  await server.query(`create database ${name}`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  const client = new pg.Client(url.href);
  await client.connect();
  try {
    // As `migrate` does it: the tables belong to a role without a way past row security.
    await client.query(`create role ${role}_owner nologin; grant create on database ${name} to ${role}_owner; set role ${role}_owner`);
    await applyMigrations(drizzle(client), { migrationsFolder: folder, migrationsSchema: 'voxseek_migrations' });
    await client.query('reset role');
    const stored = [
      { id: 'a', covers: ['liver', 'spleen', 'aorta'], regions: [{ region: 'spleen', pixelCounts: [0, 3] }, { region: 'aorta', pixelCounts: [0, 0] }, { region: 'unasked', pixelCounts: [1, 1] }] },
      { id: 'b', covers: ['Zunge "groß"', 'a,b'], regions: [{ region: 'a,b', pixelCounts: [7, 0] }] },
      { id: 'c', covers: [], regions: [] },
    ];
    await client.query("insert into voxseek.teams (id, name) values ('t', 't')");
    for (const { id, covers, regions } of stored) {
      await client.query(
        `insert into voxseek.volumes (team_id, id, patient_id, study_id, voxel_hash, canonical_version, voxel_type, nx, ny, nz, sx, sy, sz, affine, slice_flags, import_notes, derived_from, bytes, created_at)
        values ('t', $1, 'p', 's', $1, 1, 'INT16', 1, 1, 2, 1, 1, 1, '[]', '{0,0}', '[]', '{}', 1, now())`, [id]);
      await client.query("insert into voxseek.segmentations (team_id, id, volume_id, version, taxonomy, producer, covers, unknown_labels, mask_hash, created_at) values ('t', $1, $1, 1, 'TOTALSEGMENTATOR_V2', '{}', $2, '[]', $1, now())", [id, covers]);
      for (const [position, { region, pixelCounts }] of regions.entries()) {
        await client.query("insert into voxseek.region_counts (team_id, segmentation_id, region, position, pixel_counts, most_pixels) values ('t', $1, $2, $3, $4, $5)", [id, region, position, pixelCounts, Math.max(...pixelCounts)]);
      }
    }
    await migrate({ ownerUrl: url.href, appRole: role });
    const { rows } = await client.query('select id, covers_key as "coversKey", covers_shown as "coversShown" from voxseek.segmentations order by id');
    expect(rows).toEqual(stored.map(({ id, ...segmentation }) => ({ id, ...coversFigures(segmentation) })));
    expect(rows.map(({ coversShown }: { readonly coversShown: string }) => coversShown)).toEqual(['010', '01', '']);
    const { rows: forced } = await client.query("select relname from pg_class where relnamespace = 'voxseek'::regnamespace and relname in ('segmentations', 'region_counts') and relforcerowsecurity order by 1");
    expect(forced).toEqual([{ relname: 'region_counts' }, { relname: 'segmentations' }]);
  } finally {
    await client.end();
    await server.query(`drop database ${name} with (force)`);
    await server.query(`drop role if exists ${role}, ${role}_owner`);
    await server.end();
    await rm(folder, { recursive: true, force: true });
  }
});
