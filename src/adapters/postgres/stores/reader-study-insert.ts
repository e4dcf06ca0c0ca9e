import { asc } from 'drizzle-orm';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { TeamId } from '../../../domain/ids.js';
import type { ReaderStudyRecord, StudyContent } from '../../../services/ports/reader-study-records.js';
import type { Transaction } from '../database.js';
import { anyOf } from '../queries.js';
import { assignments, readers, readerStudies, readerStudyItems, readerStudyTopics } from '../schema/reader-studies.js';
import { volumes } from '../schema/volumes.js';

/** Rows of one insert: a statement takes at most 65,535 parameters. */
const ROWS_A_STATEMENT = 4_000;

async function inParts<Row>(rows: readonly Row[], insert: (part: Row[]) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) await insert(rows.slice(start, start + ROWS_A_STATEMENT));
}

/** Stores a study with all that belongs to it. Throws NOT_FOUND when a volume is gone. */
export async function insertStudy(tx: Transaction, teamId: TeamId, study: ReaderStudyRecord, content: StudyContent, keyHashes: readonly string[]): Promise<void> {
  const ids = [...new Set([...content.topics, ...content.items].map(({ volumeId }) => volumeId))].filter((id) => id !== null);
  // Held until the study is stored: a deletion either comes before, and is seen here, or after, and finds the study.
  const held = await tx.select({ id: volumes.id }).from(volumes).where(anyOf(volumes.id, ids)).orderBy(asc(volumes.id)).for('key share');
  const present = new Set(held.map(({ id }) => id));
  const gone = ids.find((id) => !present.has(id));
  if (gone !== undefined) throw new VoxseekError('NOT_FOUND', `The volume ${gone} was deleted. Leave it out, or make the study of another run.`, { path: 'volumeId' });
  await tx.insert(readerStudies).values({ ...study, teamId });
  const studyId = study.id;
  await inParts(content.readers, (part) => tx.insert(readers).values(part.map((reader) => ({ ...reader, teamId, keyHash: keyHashes[reader.position] ?? '' }))));
  await inParts(content.topics, (part) => tx.insert(readerStudyTopics).values(part.map((topic) => ({ ...topic, teamId, studyId }))));
  await inParts(content.items, (part) => tx.insert(readerStudyItems).values(part.map((item) => ({ ...item, teamId, studyId }))));
  await inParts(content.assignments, (part) => tx.insert(assignments).values(part.map((assignment) => ({ ...assignment, teamId }))));
}
