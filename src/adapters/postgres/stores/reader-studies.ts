import { and, asc, desc, eq, getTableColumns, sql } from 'drizzle-orm';
import type { ReaderStudyStore } from '../../../services/ports/reader-study-store.js';
import { anyOf, inOrderOf, olderThan, pageOf } from '../queries.js';
import { assignments, judgements, readers, readerStudies, readerStudyItems, readerStudyTopics } from '../schema/reader-studies.js';
import type { TeamSession } from '../session.js';
import { insertStudy } from './reader-study-insert.js';
import { appendJudgement, isWithdrawn, lastAnswers, recordsInOrder } from './reader-study-judgements.js';
import { toAssignmentRecord, toItemRecord, toJudgementRecord, toReaderRecord, toStudyRecord, toTopicRecord } from './reader-study-rows.js';

export function createReaderStudyStore({ run, teamId }: TeamSession): ReaderStudyStore {
  return {
    insert: (study, content, keyHashes) => run((tx) => insertStudy(tx, teamId, study, content, keyHashes)),
    get: (id) =>
      run(async (tx) => {
        const [row] = await tx.select().from(readerStudies).where(eq(readerStudies.id, id));
        return row === undefined ? null : toStudyRecord(row);
      }),
    async getMany(ids) {
      if (ids.length === 0) return [];
      const rows = await run((tx) => tx.select().from(readerStudies).where(anyOf(readerStudies.id, ids)));
      return inOrderOf(ids, rows.map(toStudyRecord));
    },
    list: (page) =>
      run((tx) =>
        pageOf(
          page,
          tx.$count(readerStudies),
          (limit) =>
            tx
              .select()
              .from(readerStudies)
              .where(olderThan(readerStudies, page.after))
              .orderBy(desc(readerStudies.createdAt), desc(readerStudies.id))
              .limit(limit),
          toStudyRecord,
        ),
      ),
    advance: (id, from, to, at) =>
      run(async (tx) => {
        const [row] = await tx
          .update(readerStudies)
          .set({ state: to, ...(to === 'OPEN' ? { openedAt: at } : { closedAt: at }) })
          .where(and(eq(readerStudies.id, id), eq(readerStudies.state, from)))
          .returning();
        return row === undefined ? null : toStudyRecord(row);
      }),
    readers: (id) =>
      run(async (tx) => (await tx.select().from(readers).where(eq(readers.studyId, id)).orderBy(asc(readers.position))).map(toReaderRecord)),
    content: (id) =>
      run(async (tx) => ({
        readers: (await tx.select().from(readers).where(eq(readers.studyId, id)).orderBy(asc(readers.position))).map(toReaderRecord),
        topics: (await tx.select().from(readerStudyTopics).where(eq(readerStudyTopics.studyId, id)).orderBy(asc(readerStudyTopics.position))).map(toTopicRecord),
        items: (await tx.select().from(readerStudyItems).where(eq(readerStudyItems.studyId, id)).orderBy(asc(readerStudyItems.topic), asc(readerStudyItems.position))).map(toItemRecord),
        assignments: (await tx.select().from(assignments).where(eq(assignments.studyId, id)).orderBy(asc(assignments.readerId), asc(assignments.position))).map(toAssignmentRecord),
      })),
    assignmentsOf: (readerId) =>
      run(async (tx) => {
        const last = lastAnswers(tx, readerId);
        const rows = await tx
          .select({ ...getTableColumns(assignments), answeredAt: last.answeredAt, withdrawn: isWithdrawn() })
          .from(assignments)
          .leftJoin(last, eq(last.assignmentId, assignments.id))
          .where(eq(assignments.readerId, readerId))
          .orderBy(asc(assignments.position));
        return rows.map(({ answeredAt, withdrawn, ...row }) => ({ ...toAssignmentRecord(row), answeredAt, withdrawn }));
      }),
    topic: (id, position) =>
      run(async (tx) => {
        const [topic] = await tx.select().from(readerStudyTopics).where(and(eq(readerStudyTopics.studyId, id), eq(readerStudyTopics.position, position)));
        if (topic === undefined) return null;
        const ofTopic = and(eq(readerStudyItems.studyId, id), eq(readerStudyItems.topic, position));
        const items = await tx.select().from(readerStudyItems).where(ofTopic).orderBy(asc(readerStudyItems.position));
        return { topic: toTopicRecord(topic), items: items.map(toItemRecord) };
      }),
    judgements: (id) =>
      run(async (tx) => (await tx.select().from(judgements).where(eq(judgements.studyId, id)).orderBy(...recordsInOrder)).map(toJudgementRecord)),
    listJudgements: (id, page) =>
      run((tx) => {
        const ofStudy = eq(judgements.studyId, id);
        const later = page.after === undefined ? undefined : sql`(${judgements.recordedAt}, ${judgements.sequence}, ${judgements.id}) > (select j.recorded_at, j.sequence, j.id from ${judgements} j where j.id = ${page.after})`;
        const rows = (limit: number) => tx.select().from(judgements).where(and(ofStudy, later)).orderBy(...recordsInOrder).limit(limit);
        return pageOf(page, tx.$count(judgements, ofStudy), rows, toJudgementRecord);
      }),
    append: (judgement, most) => run((tx) => appendJudgement(tx, teamId, judgement, most)),
  };
}
