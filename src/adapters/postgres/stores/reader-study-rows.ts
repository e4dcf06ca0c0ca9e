import type { AssignmentRecord, ItemRecord, JudgementRecord, ReaderRecord, ReaderStudyRecord, TopicRecord } from '../../../services/ports/reader-study-records.js';
import type { assignments, judgements, readers, readerStudies, readerStudyItems, readerStudyTopics } from '../schema/reader-studies.js';

export function toStudyRecord({ teamId: _, ...row }: typeof readerStudies.$inferSelect): ReaderStudyRecord {
  return row;
}

export function toReaderRecord({ teamId: _, keyHash: __, ...row }: typeof readers.$inferSelect): ReaderRecord {
  return row;
}

export function toTopicRecord({ teamId: _, studyId: __, ...row }: typeof readerStudyTopics.$inferSelect): TopicRecord {
  return row;
}

export function toItemRecord({ teamId: _, studyId: __, ...row }: typeof readerStudyItems.$inferSelect): ItemRecord {
  return row;
}

export function toAssignmentRecord({ teamId: _, ...row }: typeof assignments.$inferSelect): AssignmentRecord {
  return row;
}

export function toJudgementRecord({ teamId: _, ...row }: typeof judgements.$inferSelect): JudgementRecord {
  return row;
}
