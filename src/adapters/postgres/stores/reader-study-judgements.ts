import { and, asc, count, eq, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { TeamId } from '../../../domain/ids.js';
import type { JudgementRecord } from '../../../services/ports/reader-study-records.js';
import type { Transaction } from '../database.js';
import { only } from '../queries.js';
import { assignments, judgements, readerStudies, readerStudyItems, readerStudyTopics } from '../schema/reader-studies.js';
import { toJudgementRecord } from './reader-study-rows.js';

/** Whether an assignment's query, case or result was deleted; a column of a select from `assignments`, which it names in full: a name alone would be the inner table's. */
export const isWithdrawn = (): SQL<boolean> => sql<boolean>`(
  exists (select 1 from ${readerStudyTopics} t
    where t.team_id = assignments.team_id and t.study_id = assignments.study_id and t.position = assignments.topic and t.volume_id is null)
  or exists (select 1 from ${readerStudyItems} i
    where i.team_id = assignments.team_id and i.study_id = assignments.study_id and i.topic = assignments.topic
      and i.position = assignments.item and i.volume_id is null))`;

export async function appendJudgement(tx: Transaction, teamId: TeamId, judgement: Omit<JudgementRecord, 'sequence'>, most: number): Promise<JudgementRecord> {
  // Held to the end: a study that is being closed waits for this record, or this record finds it closed.
  const study = only(await tx.select({ state: readerStudies.state }).from(readerStudies).where(eq(readerStudies.id, judgement.studyId)).for('share'));
  // One record of an assignment after the other, so that each gets its number.
  await tx.select({ id: assignments.id }).from(assignments).where(eq(assignments.id, judgement.assignmentId)).for('update');
  const { withdrawn } = only(await tx.select({ withdrawn: isWithdrawn() }).from(assignments).where(eq(assignments.id, judgement.assignmentId)));
  if (withdrawn) throw new VoxseekError('CONFLICT', 'A volume of this assignment was deleted. Go on with the next one.', { path: 'assignmentId' });
  const { records } = only(await tx.select({ records: count() }).from(judgements).where(eq(judgements.assignmentId, judgement.assignmentId)));
  if (records >= most) throw new VoxseekError('LIMIT_EXCEEDED', `This assignment was answered ${records} times; no more is taken. Go on with the next one.`, { path: 'assignmentId' });
  const standing = study.state === 'CLOSED' ? 'LATE' : judgement.standing;
  return toJudgementRecord(only(await tx.insert(judgements).values({ ...judgement, standing, teamId, sequence: records + 1 }).returning()));
}

/** When each assignment of a reader was last answered in time. */
export const lastAnswers = (tx: Transaction, readerId: JudgementRecord['readerId']) =>
  tx
    .select({ assignmentId: judgements.assignmentId, answeredAt: sql`max(${judgements.recordedAt})`.mapWith(judgements.recordedAt).as('answered_at') })
    .from(judgements)
    .where(and(eq(judgements.readerId, readerId), eq(judgements.standing, 'VALID')))
    .groupBy(judgements.assignmentId)
    .as('last_answers');

/** Oldest first; of one moment, in the order in which they were taken for their assignments. */
export const recordsInOrder = [asc(judgements.recordedAt), asc(judgements.sequence), asc(judgements.id)] as const;
