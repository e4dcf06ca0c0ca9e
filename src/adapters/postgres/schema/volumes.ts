import { bigint, doublePrecision, foreignKey, index, integer, jsonb, primaryKey, smallint, text, unique } from 'drizzle-orm/pg-core';
import type { SourceTaxonomy } from '../../../domain/anatomy/taxonomy.js';
import type { OtherPlane } from '../../../domain/geometry/planes.js';
import type { Affine } from '../../../domain/geometry/volume.js';
import type { PatientId, SegmentationId, StudyId, VolumeId } from '../../../domain/ids.js';
import type { DicomOrigin, ImportNote, Producer, UnknownLabel, VolumeRecord } from '../../../services/ports/records.js';
import { instant, tenant, voxseek } from './namespace.js';
import { teams } from './teams.js';

export const volumes = voxseek.table(
  'volumes',
  {
    teamId: tenant().references(() => teams.id, { onDelete: 'cascade' }),
    id: text('id').$type<VolumeId>().notNull(),
    patientId: text('patient_id').$type<PatientId>().notNull(),
    studyId: text('study_id').$type<StudyId>().notNull(),
    name: text('name'),
    voxelHash: text('voxel_hash').notNull(),
    canonicalVersion: integer('canonical_version').notNull(),
    voxelType: text('voxel_type').$type<VolumeRecord['voxelType']>().notNull(),
    columns: integer('nx').notNull(),
    rows: integer('ny').notNull(),
    slices: integer('nz').notNull(),
    spacingX: doublePrecision('sx').notNull(),
    spacingY: doublePrecision('sy').notNull(),
    spacingZ: doublePrecision('sz').notNull(),
    affine: jsonb('affine').$type<Affine>().notNull(),
    sliceFlags: smallint('slice_flags').array().notNull(),
    /** Null of volumes from before they were looked at, both or none. */
    coronalFlags: smallint('coronal_flags').array(),
    sagittalFlags: smallint('sagittal_flags').array(),
    importNotes: jsonb('import_notes').$type<readonly ImportNote[]>().notNull(),
    derivedFrom: text('derived_from').array().$type<VolumeId[]>().notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    /** Of `origin`, for what asks whether a series is stored. */
    seriesKey: text('series_key'),
    origin: jsonb('origin').$type<Omit<DicomOrigin, 'seriesKey'>>(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.teamId, t.id] }),
    index('volumes_series').on(t.teamId, t.seriesKey),
    unique('volumes_voxel_hash').on(t.teamId, t.voxelHash),
    index('volumes_name').on(t.teamId, t.name),
    index('volumes_patient').on(t.teamId, t.patientId),
  ],
);

export const segmentations = voxseek.table(
  'segmentations',
  {
    teamId: tenant(),
    id: text('id').$type<SegmentationId>().notNull(),
    volumeId: text('volume_id').$type<VolumeId>().notNull(),
    version: integer('version').notNull(),
    taxonomy: text('taxonomy').$type<SourceTaxonomy>().notNull(),
    producer: jsonb('producer').$type<Producer>().notNull(),
    covers: text('covers').array().notNull(),
    /** MD5 of the lines of `covers`: equal where the same was looked for, without opening the array. */
    coversKey: text('covers_key').notNull(),
    /** For each of `covers` 1 if a slice shows it, else 0: what cards count, without a look at `region_counts`. */
    coversShown: text('covers_shown').notNull(),
    unknownLabels: jsonb('unknown_labels').$type<readonly UnknownLabel[]>().notNull(),
    maskHash: text('mask_hash').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.teamId, t.id] }),
    unique('segmentations_version').on(t.teamId, t.volumeId, t.version),
    unique('segmentations_mask').on(t.teamId, t.volumeId, t.maskHash),
    foreignKey({ name: 'segmentations_volume', columns: [t.teamId, t.volumeId], foreignColumns: [volumes.teamId, volumes.id] }).onDelete('cascade'),
  ],
);

/** One row for each class that a segmentation has: how many of its pixels every axial slice shows. */
export const regionCounts = voxseek.table(
  'region_counts',
  {
    teamId: tenant(),
    segmentationId: text('segmentation_id').$type<SegmentationId>().notNull(),
    region: text('region').notNull(),
    /** Place in the record's list, so that it comes back in its order. */
    position: integer('position').notNull(),
    pixelCounts: integer('pixel_counts').array().notNull(),
    /** The largest of `pixel_counts`: "does any slice show it" without opening the array. */
    mostPixels: integer('most_pixels').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.teamId, t.segmentationId, t.region] }),
    index('region_counts_region').on(t.teamId, t.region),
    foreignKey({
      name: 'region_counts_segmentation',
      columns: [t.teamId, t.segmentationId],
      foreignColumns: [segmentations.teamId, segmentations.id],
    }).onDelete('cascade'),
  ],
);

/** The same for the slices of the other planes; none of a segmentation from before they were counted. */
export const planeCounts = voxseek.table(
  'plane_counts',
  {
    teamId: tenant(),
    segmentationId: text('segmentation_id').$type<SegmentationId>().notNull(),
    plane: text('plane').$type<OtherPlane>().notNull(),
    region: text('region').notNull(),
    position: integer('position').notNull(),
    pixelCounts: integer('pixel_counts').array().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.teamId, t.segmentationId, t.plane, t.region] }),
    foreignKey({
      name: 'plane_counts_segmentation',
      columns: [t.teamId, t.segmentationId],
      foreignColumns: [segmentations.teamId, segmentations.id],
    }).onDelete('cascade'),
  ],
);
