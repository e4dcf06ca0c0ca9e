import { boolean, doublePrecision, foreignKey, index, integer, jsonb, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import type { AssignmentId, JudgementId, ReaderId, ReaderStudyId, SnapshotId, VolumeId } from '../../../domain/ids.js';
import type { Condition, Session } from '../../../domain/reader-studies/assign-crossover.js';
import type { ResultSource } from '../../../domain/reader-studies/pool-results.js';
import type { Standing } from '../../../domain/reader-studies/standing.js';
import type { ReaderStudyState, StudyDesign, Verdict } from '../../../services/ports/reader-study-records.js';
import { instant, tenant, voxseek } from './namespace.js';
import { teams } from './teams.js';

/** Snapshot and runs are plain ids: a study outlives both. */
export const readerStudies = voxseek.table(
  'reader_studies',
  {
    teamId: tenant().references(() => teams.id, { onDelete: 'cascade' }),
    id: text('id').$type<ReaderStudyId>().notNull(),
    name: text('name').notNull(),
    instructions: text('instructions'),
    state: text('state').$type<ReaderStudyState>().notNull(),
    snapshotId: text('snapshot_id').$type<SnapshotId>().notNull(),
    design: jsonb('design').$type<StudyDesign>().notNull(),
    seed: text('seed').notNull(),
    reproducible: boolean('reproducible').notNull(),
    createdAt: instant('created_at').notNull(),
    openedAt: instant('opened_at'),
    closedAt: instant('closed_at'),
  },
  (t) => [primaryKey({ columns: [t.teamId, t.id] }), index('reader_studies_created').on(t.teamId, t.createdAt, t.id)],
);

/** The key itself is stored nowhere. */
export const readers = voxseek.table(
  'readers',
  {
    teamId: tenant(),
    id: text('id').$type<ReaderId>().notNull(),
    studyId: text('study_id').$type<ReaderStudyId>().notNull(),
    code: text('code').notNull(),
    position: integer('position').notNull(),
    keyHash: text('key_hash').notNull().unique(),
  },
  (t) => [
    primaryKey({ columns: [t.teamId, t.id] }),
    unique('readers_position').on(t.teamId, t.studyId, t.position),
    foreignKey({ name: 'readers_study', columns: [t.teamId, t.studyId], foreignColumns: [readerStudies.teamId, readerStudies.id] }).onDelete('cascade'),
  ],
);

/** `volume_id` is null for a deleted volume, and so no foreign key: figures stay when a volume goes. */
export const readerStudyTopics = voxseek.table(
  'reader_study_topics',
  {
    teamId: tenant(),
    studyId: text('study_id').$type<ReaderStudyId>().notNull(),
    position: integer('position').notNull(),
    volumeId: text('volume_id').$type<VolumeId>(),
    cluster: integer('cluster').notNull(),
    question: text('question'),
    truth: boolean('truth'),
  },
  (t) => [
    primaryKey({ columns: [t.teamId, t.studyId, t.position] }),
    index('reader_study_topics_volume').on(t.teamId, t.volumeId),
    foreignKey({ name: 'reader_study_topics_study', columns: [t.teamId, t.studyId], foreignColumns: [readerStudies.teamId, readerStudies.id] }).onDelete('cascade'),
  ],
);

export const readerStudyItems = voxseek.table(
  'reader_study_items',
  {
    teamId: tenant(),
    studyId: text('study_id').$type<ReaderStudyId>().notNull(),
    topic: integer('topic').notNull(),
    position: integer('position').notNull(),
    volumeId: text('volume_id').$type<VolumeId>(),
    sources: jsonb('sources').$type<readonly ResultSource[]>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.teamId, t.studyId, t.topic, t.position] }),
    index('reader_study_items_volume').on(t.teamId, t.volumeId),
    foreignKey({
      name: 'reader_study_items_topic',
      columns: [t.teamId, t.studyId, t.topic],
      foreignColumns: [readerStudyTopics.teamId, readerStudyTopics.studyId, readerStudyTopics.position],
    }).onDelete('cascade'),
  ],
);

export const assignments = voxseek.table(
  'assignments',
  {
    teamId: tenant(),
    id: text('id').$type<AssignmentId>().notNull(),
    studyId: text('study_id').$type<ReaderStudyId>().notNull(),
    readerId: text('reader_id').$type<ReaderId>().notNull(),
    topic: integer('topic').notNull(),
    item: integer('item'),
    session: integer('session').$type<Session>().notNull(),
    condition: text('condition').$type<Condition>(),
    position: integer('position').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.teamId, t.id] }),
    unique('assignments_position').on(t.teamId, t.readerId, t.position),
    index('assignments_topic').on(t.teamId, t.studyId, t.topic),
    foreignKey({ name: 'assignments_reader', columns: [t.teamId, t.readerId], foreignColumns: [readers.teamId, readers.id] }).onDelete('cascade'),
    foreignKey({
      name: 'assignments_topic_fk',
      columns: [t.teamId, t.studyId, t.topic],
      foreignColumns: [readerStudyTopics.teamId, readerStudyTopics.studyId, readerStudyTopics.position],
    }).onDelete('cascade'),
  ],
);

export const judgements = voxseek.table(
  'judgements',
  {
    teamId: tenant(),
    id: text('id').$type<JudgementId>().notNull(),
    studyId: text('study_id').$type<ReaderStudyId>().notNull(),
    assignmentId: text('assignment_id').$type<AssignmentId>().notNull(),
    readerId: text('reader_id').$type<ReaderId>().notNull(),
    sequence: integer('sequence').notNull(),
    verdict: jsonb('verdict').$type<Verdict>().notNull(),
    seconds: doublePrecision('seconds').notNull(),
    comment: text('comment'),
    standing: text('standing').$type<Standing>().notNull(),
    recordedAt: instant('recorded_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.teamId, t.id] }),
    unique('judgements_sequence').on(t.teamId, t.assignmentId, t.sequence),
    index('judgements_study').on(t.teamId, t.studyId, t.recordedAt, t.id),
    index('judgements_reader').on(t.teamId, t.readerId),
    foreignKey({ name: 'judgements_assignment', columns: [t.teamId, t.assignmentId], foreignColumns: [assignments.teamId, assignments.id] }).onDelete('cascade'),
  ],
);
