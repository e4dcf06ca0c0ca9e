import type { JudgementId, ReaderId, ReaderStudyId } from '../../domain/ids.js';
import type { Page, PageRequest } from './catalogue.js';
import type { AssignmentRecord, ItemRecord, JudgementRecord, ReaderRecord, ReaderStudyRecord, ReaderStudyState, StudyContent, TopicRecord } from './reader-study-records.js';

/** An assignment with when it was last answered in time; null where it was not. */
export interface OwnAssignment extends AssignmentRecord {
  readonly answeredAt: Date | null;
  /** Its query, case or result was deleted: it can neither be shown nor answered. */
  readonly withdrawn: boolean;
}

export interface ReaderStudyStore {
  /** In one transaction. `keyHashes` are the SHA-256 (hex) of the readers' keys, in their order. Throws NOT_FOUND when a volume is gone. */
  insert(study: ReaderStudyRecord, content: StudyContent, keyHashes: readonly string[]): Promise<void>;
  get(id: ReaderStudyId): Promise<ReaderStudyRecord | null>;
  getMany(ids: readonly ReaderStudyId[]): Promise<readonly ReaderStudyRecord[]>;
  list(page: PageRequest<ReaderStudyId>): Promise<Page<ReaderStudyRecord>>;
  /** From one state to the next; null when the study is not in `from`. */
  advance(id: ReaderStudyId, from: ReaderStudyState, to: ReaderStudyState, at: Date): Promise<ReaderStudyRecord | null>;
  /** In the order of their places. */
  readers(id: ReaderStudyId): Promise<readonly ReaderRecord[]>;
  content(id: ReaderStudyId): Promise<StudyContent>;
  /** One query or case with its pool, in the order of the pool. */
  topic(id: ReaderStudyId, position: number): Promise<{ readonly topic: TopicRecord; readonly items: readonly ItemRecord[] } | null>;
  /** What one reader is to do, in order. */
  assignmentsOf(readerId: ReaderId): Promise<readonly OwnAssignment[]>;
  /** Every record of the study, oldest first. */
  judgements(id: ReaderStudyId): Promise<readonly JudgementRecord[]>;
  /** A page of them. */
  listJudgements(id: ReaderStudyId, page: PageRequest<JudgementId>): Promise<Page<JudgementRecord>>;
  /**
   * Adds a record with the next number of its assignment; LATE, whatever was said, where the study was closed meanwhile. Throws CONFLICT when the
   * assignment was withdrawn, LIMIT_EXCEEDED when it has `most` records.
   */
  append(judgement: Omit<JudgementRecord, 'sequence'>, most: number): Promise<JudgementRecord>;
}
