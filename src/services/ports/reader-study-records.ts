import type { AssignmentId, JudgementId, ReaderId, ReaderStudyId, RetrievalRunId, SnapshotId, VolumeId } from '../../domain/ids.js';
import type { Condition, Session } from '../../domain/reader-studies/assign-crossover.js';
import type { Grade } from '../../domain/reader-studies/grade.js';
import type { ResultSource } from '../../domain/reader-studies/pool-results.js';
import type { Standing } from '../../domain/reader-studies/standing.js';

/** PREPARED: nothing is shown yet; OPEN: readers read; CLOSED for good: what comes now is late. */
export type ReaderStudyState = 'PREPARED' | 'OPEN' | 'CLOSED';

/** What an answer's confidence is given on: whole numbers 1 … 5, or 0 … 100. */
export type ConfidenceScale = 'ONE_TO_FIVE' | 'PERCENT';

/** Results of several configurations are graded without knowing whose they are. */
export interface RelevanceDesign {
  readonly kind: 'RELEVANCE';
  /** One finished run for each configuration. */
  readonly runIds: readonly RetrievalRunId[];
  /** Results of each configuration that enter the pool of a query. */
  readonly depth: number;
  /** Depth of nDCG and precision, at most `depth`. */
  readonly cutoff: number;
  readonly readersPerPair: number;
  /** The least grade that makes a result relevant. */
  readonly threshold: Grade;
}

/** The question of a case is answered without and with what one configuration found. */
export interface DiagnosticDesign {
  readonly kind: 'DIAGNOSTIC';
  /** The finished run whose results are shown. */
  readonly runIds: readonly [RetrievalRunId];
  /** Results that are shown beside the case. */
  readonly depth: number;
  /** Days between a reader's last answer in session 1 and the opening of session 2. */
  readonly washoutDays: number;
  readonly confidenceScale: ConfidenceScale;
}

export type StudyDesign = RelevanceDesign | DiagnosticDesign;

export interface ReaderStudyRecord {
  readonly id: ReaderStudyId;
  readonly name: string;
  /** What readers are told, free of patient data. */
  readonly instructions: string | null;
  readonly state: ReaderStudyState;
  readonly snapshotId: SnapshotId;
  readonly design: StudyDesign;
  readonly seed: string;
  /** False once a volume of it was deleted. */
  readonly reproducible: boolean;
  readonly createdAt: Date;
  readonly openedAt: Date | null;
  readonly closedAt: Date | null;
}

/** A pseudonym within one study; who stands behind it is known to the organisers alone. */
export interface ReaderRecord {
  readonly id: ReaderId;
  readonly studyId: ReaderStudyId;
  /** R1, R2, … */
  readonly code: string;
  /** Place in the study, from 0. */
  readonly position: number;
}

/** A query or a case. */
export interface TopicRecord {
  /** Place in the study, from 0. */
  readonly position: number;
  /** Null once it was deleted. */
  readonly volumeId: VolumeId | null;
  /** Topics of one patient have the same number. */
  readonly cluster: number;
  /** DIAGNOSTIC: what is asked, and whether "yes" is right; null in RELEVANCE. The question goes with its volume. */
  readonly question: string | null;
  readonly truth: boolean | null;
}

/** A result in the pool of a topic. */
export interface ItemRecord {
  readonly topic: number;
  /** Place in its pool, from 0. */
  readonly position: number;
  /** Null once it was deleted. */
  readonly volumeId: VolumeId | null;
  readonly sources: readonly ResultSource[];
}

export interface AssignmentRecord {
  readonly id: AssignmentId;
  readonly studyId: ReaderStudyId;
  readonly readerId: ReaderId;
  readonly topic: number;
  /** RELEVANCE: the result to grade; DIAGNOSTIC: null. */
  readonly item: number | null;
  readonly session: Session;
  /** DIAGNOSTIC: whether results are shown; RELEVANCE: null. */
  readonly condition: Condition | null;
  /** In which order its reader is shown it, from 0. */
  readonly position: number;
}

/** What a reader says: of a pair of query and result, or of a case. */
export type Verdict =
  | { readonly kind: 'GRADE'; readonly grade: Grade }
  | { readonly kind: 'ANSWER'; readonly positive: boolean; readonly confidence: number };

export interface JudgementRecord {
  readonly id: JudgementId;
  readonly studyId: ReaderStudyId;
  readonly assignmentId: AssignmentId;
  readonly readerId: ReaderId;
  /** 1, 2, … of its assignment: a later valid one replaces those before, which are kept. */
  readonly sequence: number;
  readonly verdict: Verdict;
  /** Time taken, as the reader's client measured it. */
  readonly seconds: number;
  /** Free of patient data; goes with its volume. */
  readonly comment: string | null;
  readonly standing: Standing;
  readonly recordedAt: Date;
}

/** All of a study that stays as it was made. */
export interface StudyContent {
  readonly readers: readonly ReaderRecord[];
  readonly topics: readonly TopicRecord[];
  readonly items: readonly ItemRecord[];
  readonly assignments: readonly AssignmentRecord[];
}
