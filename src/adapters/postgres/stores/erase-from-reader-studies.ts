import { eq, sql } from 'drizzle-orm';
import type { VolumeId } from '../../../domain/ids.js';
import type { Transaction } from '../database.js';
import { assignments, judgements, readerStudies, readerStudyItems, readerStudyTopics } from '../schema/reader-studies.js';

/**
 * Grades and answers stay, so that the figures of a study do, with a tombstone (null) in place of the volume. What people wrote about it goes:
 * comments, and the question of a case. What was not answered yet can no longer be; the study is not reproducible any more.
 */
export async function eraseFromReaderStudies(tx: Transaction, id: VolumeId): Promise<void> {
  const about = sql`(
    exists (select 1 from ${readerStudyTopics} t
      where t.team_id = a.team_id and t.study_id = a.study_id and t.position = a.topic and t.volume_id = ${id})
    or exists (select 1 from ${readerStudyItems} i
      where i.team_id = a.team_id and i.study_id = a.study_id and i.topic = a.topic and i.volume_id = ${id} and (a.item is null or i.position = a.item)))`;
  // First, since it waits for records that are being added: the next statement sees their comments, and later ones see that the volume is gone.
  await tx
    .update(readerStudies)
    .set({ reproducible: false })
    .where(
      sql`exists (select 1 from ${readerStudyTopics} t where t.team_id = ${readerStudies.teamId} and t.study_id = ${readerStudies.id} and t.volume_id = ${id})
        or exists (select 1 from ${readerStudyItems} i where i.team_id = ${readerStudies.teamId} and i.study_id = ${readerStudies.id} and i.volume_id = ${id})`,
    );
  await tx
    .update(judgements)
    .set({ comment: null })
    .where(sql`${judgements.comment} is not null and exists (select 1 from ${assignments} a where a.team_id = ${judgements.teamId} and a.id = ${judgements.assignmentId} and ${about})`);
  await tx.update(readerStudyTopics).set({ volumeId: null, question: null }).where(eq(readerStudyTopics.volumeId, id));
  await tx.update(readerStudyItems).set({ volumeId: null }).where(eq(readerStudyItems.volumeId, id));
}
