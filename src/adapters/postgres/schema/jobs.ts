import { sql } from 'drizzle-orm';
import { bigint, boolean, doublePrecision, foreignKey, index, integer, jsonb, primaryKey, text } from 'drizzle-orm/pg-core';
import type { JobId, PatientId, QueryVolumeId, RecipeId, UploadId, VolumeId } from '../../../domain/ids.js';
import type { JobError, JobKind, JobPlacement, JobState, QueryVolumeState, SkippedItem, UploadState } from '../../../services/ports/records.js';
import { instant, tenant, voxseek } from './namespace.js';
import { teams } from './teams.js';

export const jobs = voxseek.table(
  'jobs',
  {
    teamId: tenant().references(() => teams.id, { onDelete: 'cascade' }),
    id: text('id').$type<JobId>().notNull(),
    kind: text('kind').$type<JobKind>().notNull(),
    state: text('state').$type<JobState>().notNull(),
    attempt: integer('attempt').notNull(),
    input: jsonb('input').$type<unknown>(),
    result: jsonb('result').$type<unknown>(),
    skipped: jsonb('skipped').$type<readonly SkippedItem[]>().notNull(),
    error: jsonb('error').$type<JobError>(),
    placement: jsonb('placement').$type<JobPlacement>(),
    stage: text('stage').notNull(),
    done: doublePrecision('done').notNull(),
    total: doublePrecision('total'),
    unit: text('unit').notNull(),
    rate: doublePrecision('rate'),
    cancelRequested: boolean('cancel_requested').notNull(),
    started: boolean('started').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    /** When the present attempt was asked for. */
    requestedAt: instant('requested_at').notNull().defaultNow(),
    startedAt: instant('started_at'),
    updatedAt: instant('updated_at').notNull().defaultNow(),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    primaryKey({ columns: [t.teamId, t.id] }),
    index('jobs_created').on(t.teamId, t.createdAt, t.id),
    index('jobs_unstarted')
      .on(t.requestedAt)
      .where(sql`not ${t.started} and ${t.state} = 'QUEUED'`),
    index('jobs_updated').on(t.updatedAt),
  ],
);

/** Sealed inputs of jobs that have not ended. */
export const jobSecrets = voxseek.table(
  'job_secrets',
  { teamId: tenant(), jobId: text('job_id').$type<JobId>().notNull(), sealed: text('sealed').notNull() },
  (t) => [
    primaryKey({ columns: [t.teamId, t.jobId] }),
    foreignKey({ name: 'job_secrets_job', columns: [t.teamId, t.jobId], foreignColumns: [jobs.teamId, jobs.id] }).onDelete('cascade'),
  ],
);

export const uploads = voxseek.table(
  'uploads',
  {
    teamId: tenant().references(() => teams.id, { onDelete: 'cascade' }),
    id: text('id').$type<UploadId>().notNull(),
    state: text('state').$type<UploadState>().notNull(),
    objectKey: text('object_key').notNull(),
    fileName: text('file_name').notNull(),
    maxBytes: bigint('max_bytes', { mode: 'number' }).notNull(),
    sha256: text('sha256'),
    bytes: bigint('bytes', { mode: 'number' }),
    secretHash: text('secret_hash').notNull().unique(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.teamId, t.id] }), index('uploads_expiry').on(t.expiresAt)],
);

export const queryVolumes = voxseek.table(
  'query_volumes',
  {
    teamId: tenant().references(() => teams.id, { onDelete: 'cascade' }),
    id: text('id').$type<QueryVolumeId>().notNull(),
    recipeId: text('recipe_id').$type<RecipeId>().notNull(),
    state: text('state').$type<QueryVolumeState>().notNull(),
    sameAsVolumeId: text('same_as_volume_id').$type<VolumeId>(),
    patientId: text('patient_id').$type<PatientId>(),
    sliceCount: integer('slice_count'),
    voxelHash: text('voxel_hash'),
    embeddingKey: text('embedding_key'),
    jobId: text('job_id').$type<JobId>(),
    error: jsonb('error').$type<JobError>(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.teamId, t.id] }),
    index('query_volumes_expiry').on(t.expiresAt),
    index('query_volumes_same_as').on(t.teamId, t.sameAsVolumeId),
  ],
);
