import { randomUUID } from 'node:crypto';
import { getTableColumns, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { asId } from '../../domain/ids.js';
import type { BenchmarkScheduleId, QueryVolumeId, TeamId, UploadId } from '../../domain/ids.js';
import type { OperatorCatalogue } from '../../services/ports/catalogue.js';
import type { ApiTokenRecord } from '../../services/ports/records.js';
import { databaseCode, SQLSTATE } from './errors.js';
import { only, textArray } from './queries.js';
import { models } from './schema/embeddings.js';
import { jobs, uploads } from './schema/jobs.js';
import { readers } from './schema/reader-studies.js';
import { benchmarkSchedules } from './schema/schedules.js';
import { apiTokens, teams } from './schema/teams.js';
import type { Database } from './database.js';
import { toJobRecord } from './stores/jobs.js';
import { otherBytes } from './stores/models.js';
import { toReaderRecord } from './stores/reader-study-rows.js';
import { toScheduleRecord } from './stores/schedules.js';
import { toUploadRecord } from './stores/uploads.js';

function toToken({ secretHash: _, ...row }: typeof apiTokens.$inferSelect): ApiTokenRecord {
  return row;
}

const instant = (date: Date | null): SQL => sql`${date === null ? null : date.toISOString()}::timestamptz`;

/** Each call is one of the database's own functions, the only way past row security. */
export function createOperatorCatalogue(database: Database): OperatorCatalogue {
  /** The rows of a function that returns rows of `table`, read as the table's own are. */
  const rowsOf = async <T extends PgTable>(table: T, call: SQL): Promise<T['$inferSelect'][]> => {
    const fields = Object.entries(getTableColumns(table)).map(([key, column]) => [key, sql`${sql.identifier(column.name)}`.mapWith(column)] as const);
    return database.use((db) => db.select(Object.fromEntries(fields)).from(call));
  };

  return {
    /** Throws CONFLICT when the name is taken. */
    async createTeam(name) {
      const [team] = await rowsOf(teams, sql`voxseek.operator_create_team(${asId('Team', `team_${randomUUID()}`)}, ${name})`);
      if (team === undefined) throw new VoxseekError('CONFLICT', `There is a team named "${name}" already. Choose another name.`, { path: 'name' });
      return team;
    },
    async findTeamByName(name) {
      const [team] = await rowsOf(teams, sql`voxseek.operator_find_team(${name})`);
      return team ?? null;
    },
    /** Throws NOT_FOUND when there is no such team. */
    async createToken(teamId, name, scopes, secretHash, expiresAt) {
      const id = asId('ApiToken', `tok_${randomUUID()}`);
      try {
        const call = sql`voxseek.operator_create_token(${id}, ${teamId}, ${name}, ${textArray(scopes)}, ${secretHash}, ${instant(expiresAt)})`;
        return toToken(only(await rowsOf(apiTokens, call)));
      } catch (error) {
        if (databaseCode(error) !== SQLSTATE.FOREIGN_KEY) throw error;
        throw new VoxseekError('NOT_FOUND', `There is no team ${teamId}.`, { path: 'teamId' });
      }
    },
    async findToken(secretHash) {
      const [token] = await rowsOf(apiTokens, sql`voxseek.operator_find_token(${secretHash})`);
      return token === undefined ? null : toToken(token);
    },
    async findUpload(secretHash) {
      const call = sql`voxseek.operator_find_upload(${secretHash})`;
      const [row] = await rowsOf(uploads, call);
      return row === undefined ? null : { teamId: row.teamId, upload: toUploadRecord(row) };
    },
    async findReader(keyHash) {
      const [row] = await rowsOf(readers, sql`voxseek.operator_find_reader(${keyHash})`);
      return row === undefined ? null : { teamId: row.teamId, reader: toReaderRecord(row) };
    },
    async putOperatorModel(model) {
      const { id, name, revision, sha256, dimension, entry, createdAt } = model;
      const call = sql`voxseek.operator_put_model(${id}, ${name}, ${revision}, ${sha256}, ${dimension}::integer, ${JSON.stringify(entry)}::jsonb, ${instant(createdAt)})`;
      const stored = await rowsOf(models, call);
      if (stored.length === 0) throw otherBytes(model);
    },
    async unstartedJobs(olderThanMs) {
      const call = sql`voxseek.operator_unstarted_jobs(${olderThanMs}::double precision)`;
      const rows = await rowsOf(jobs, call);
      return rows.map(toJobRecord);
    },
    async benchmarkSchedules() {
      const rows = await rowsOf(benchmarkSchedules, sql`voxseek.operator_benchmark_schedules()`);
      return rows.map((row) => ({ teamId: row.teamId, schedule: toScheduleRecord(row) }));
    },
    async firesUnderWay() {
      const { rows } = await database.use((db) =>
        db.execute<{ team_id: TeamId; schedule_id: BenchmarkScheduleId; fire: string }>(sql`select * from voxseek.operator_fires_under_way()`),
      );
      return rows.map((row) => ({ teamId: row.team_id, scheduleId: row.schedule_id, fire: row.fire }));
    },
    async expiredQueryVolumes(now) {
      const { rows } = await database.use((db) =>
        db.execute<{ team_id: TeamId; id: QueryVolumeId }>(sql`select * from voxseek.operator_expired_query_volumes(${instant(now)})`),
      );
      return rows.map((row) => ({ teamId: row.team_id, id: row.id }));
    },
    async expiredUploads(now) {
      const { rows } = await database.use((db) =>
        db.execute<{ team_id: TeamId; id: UploadId; object_key: string }>(sql`select * from voxseek.operator_expired_uploads(${instant(now)})`),
      );
      return rows.map((row) => ({ teamId: row.team_id, id: row.id, objectKey: row.object_key }));
    },
  };
}
