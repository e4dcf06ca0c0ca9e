import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { createCatalogue } from '../../../src/adapters/postgres/catalogue.js';
import { createGraphQLClient } from '../../../src/cli/client/graphql-client.js';
import type { GraphQLClient } from '../../../src/cli/client/graphql-client.js';
import { homeLayout } from '../../../src/local/home.js';
import { createTeamService } from '../../../src/services/teams/team-service.js';
import { addressOf } from '../../testkit/running-voxseek.js';
import type { RunningVoxseek } from '../../testkit/running-voxseek.js';

type Row = Readonly<Record<string, unknown>>;

/** What a team has in tables and objects, seen past the API. */
export interface Records {
  readonly teamId: string;
  rows<Shape extends Row>(statement: string, values?: readonly (string | readonly string[])[]): Promise<readonly Shape[]>;
  hasObject(key: string): boolean;
  /** Everything under a prefix, empty folders included. */
  objectsBelow(prefix: string): readonly string[];
  object(key: string): Buffer;
}

export interface EmbeddingRow extends Row {
  readonly volume: string;
  readonly voxels: string;
  readonly object_key: string;
  readonly slices: number;
  readonly sha256: string;
  /** Of the row, to the microsecond: a volume that was embedded again has another. */
  readonly written: string;
}

/** Another team of the same home, with a client of its own: the same work is asked for anew there, under other ids. */
export async function clientOfNewTeam(running: RunningVoxseek, name: string): Promise<GraphQLClient> {
  const catalogue = await createCatalogue({ url: addressOf(running, 'databaseUrl') });
  try {
    const teams = createTeamService({ operator: catalogue.operator });
    const team = await teams.ensureTeam(name);
    const { secret } = await teams.createToken(team.id, { name, scopes: ['READ', 'WRITE', 'ADMIN'], expiresAt: null });
    return createGraphQLClient({ url: running.url, token: secret });
  } finally {
    await catalogue.close();
  }
}

export async function openRecords(running: RunningVoxseek, client = running.client): Promise<Records> {
  const { viewer } = await client.query<{ viewer: { team: { id: string } } }>('{ viewer { team { id } } }');
  const teamId = viewer.team.id;
  const { objects } = homeLayout(running.home);
  return {
    teamId,
    async rows<Shape extends Row>(statement: string, values: readonly (string | readonly string[])[] = []) {
      const sql = postgres(addressOf(running, 'databaseUrl'), { max: 1, onnotice: () => undefined });
      try {
        const rows = await sql.begin(async (tx) => {
          await tx`select set_config('voxseek.team_id', ${teamId}, true)`;
          return tx.unsafe(statement, [...values] as string[]);
        });
        return [...rows] as unknown as readonly Shape[];
      } finally {
        await sql.end();
      }
    },
    hasObject: (key) => existsSync(join(objects, key)),
    objectsBelow: (prefix) => (existsSync(join(objects, prefix)) ? readdirSync(join(objects, prefix), { recursive: true, encoding: 'utf8' }) : []),
    object: (key) => readFileSync(join(objects, key)),
  };
}

/** Embeddings of a recipe by voxel hash; each row is checked against its object. */
export async function embeddingsOf(records: Records, recipeId: string): Promise<readonly EmbeddingRow[]> {
  const rows = await records.rows<EmbeddingRow>(
    `select e.volume_id as volume, v.voxel_hash as voxels, e.object_key, e.slices, e.sha256, e.created_at::text as written
     from voxseek.embeddings e join voxseek.volumes v on v.team_id = e.team_id and v.id = e.volume_id
     where e.recipe_id = $1 order by v.voxel_hash`,
    [recipeId],
  );
  for (const { object_key, sha256, volume } of rows) {
    const stored = createHash('sha256').update(records.object(object_key)).digest('hex');
    if (stored !== sha256) throw new Error(`The embedding of ${volume} is not the one on record.`);
  }
  return rows;
}
