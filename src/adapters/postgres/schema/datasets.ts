import { sql } from 'drizzle-orm';
import { boolean, foreignKey, index, integer, jsonb, primaryKey, text, unique, uniqueIndex } from 'drizzle-orm/pg-core';
import type { DatasetId, PatientId, SegmentationId, SnapshotId, VolumeId } from '../../../domain/ids.js';
import type { Split, VolumeLabels } from '../../../services/ports/records.js';
import { instant, tenant, voxseek } from './namespace.js';
import { teams } from './teams.js';
import { volumes } from './volumes.js';

export const datasets = voxseek.table(
  'datasets',
  {
    teamId: tenant().references(() => teams.id, { onDelete: 'cascade' }),
    id: text('id').$type<DatasetId>().notNull(),
    name: text('name').notNull(),
    description: text('description'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.teamId, t.id] }), unique('datasets_name').on(t.teamId, t.name)],
);

export const datasetMembers = voxseek.table(
  'dataset_members',
  {
    teamId: tenant(),
    datasetId: text('dataset_id').$type<DatasetId>().notNull(),
    volumeId: text('volume_id').$type<VolumeId>().notNull(),
    split: text('split').$type<Split>().notNull(),
    labels: jsonb('labels').$type<VolumeLabels>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.teamId, t.datasetId, t.volumeId] }),
    index('dataset_members_volume').on(t.teamId, t.volumeId),
    foreignKey({ name: 'dataset_members_dataset', columns: [t.teamId, t.datasetId], foreignColumns: [datasets.teamId, datasets.id] }).onDelete('cascade'),
    foreignKey({ name: 'dataset_members_volume_fk', columns: [t.teamId, t.volumeId], foreignColumns: [volumes.teamId, volumes.id] }).onDelete('cascade'),
  ],
);

/** Outlives its data set, since finished runs refer to it: `dataset_id` is no foreign key. */
export const snapshots = voxseek.table(
  'snapshots',
  {
    teamId: tenant().references(() => teams.id, { onDelete: 'cascade' }),
    id: text('id').$type<SnapshotId>().notNull(),
    datasetId: text('dataset_id').$type<DatasetId>().notNull(),
    hash: text('hash').notNull(),
    volumeCount: integer('volume_count').notNull(),
    sliceCount: integer('slice_count').notNull(),
    reproducible: boolean('reproducible').notNull().default(true),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.teamId, t.id] }),
    // A state that comes back after a deletion is a snapshot of its own: the old one has lost a member for good.
    uniqueIndex('snapshots_hash').on(t.teamId, t.datasetId, t.hash).where(sql`${t.reproducible}`),
    index('snapshots_created').on(t.teamId, t.datasetId, t.createdAt, t.id),
  ],
);

export const snapshotMembers = voxseek.table(
  'snapshot_members',
  {
    teamId: tenant(),
    snapshotId: text('snapshot_id').$type<SnapshotId>().notNull(),
    datasetId: text('dataset_id').$type<DatasetId>().notNull(),
    volumeId: text('volume_id').$type<VolumeId>().notNull(),
    split: text('split').$type<Split>().notNull(),
    labels: jsonb('labels').$type<VolumeLabels>().notNull(),
    voxelHash: text('voxel_hash').notNull(),
    patientId: text('patient_id').$type<PatientId>().notNull(),
    derivedFrom: text('derived_from').array().$type<VolumeId[]>().notNull(),
    sliceCount: integer('slice_count').notNull(),
    segmentationId: text('segmentation_id').$type<SegmentationId>(),
    segmentationVersion: integer('segmentation_version'),
    segmentationHash: text('segmentation_hash'),
  },
  (t) => [
    primaryKey({ columns: [t.teamId, t.snapshotId, t.volumeId] }),
    index('snapshot_members_volume').on(t.teamId, t.volumeId),
    foreignKey({ name: 'snapshot_members_snapshot', columns: [t.teamId, t.snapshotId], foreignColumns: [snapshots.teamId, snapshots.id] }).onDelete('cascade'),
    foreignKey({ name: 'snapshot_members_volume_fk', columns: [t.teamId, t.volumeId], foreignColumns: [volumes.teamId, volumes.id] }).onDelete('cascade'),
  ],
);
