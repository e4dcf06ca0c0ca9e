import type { AssignmentId, ReaderStudyId, RetrievalRunId, TeamId, VolumeId } from '../../domain/ids.js';
import type { Grade } from '../../domain/reader-studies/grade.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ConfidenceScale, JudgementRecord, ReaderRecord, ReaderStudyRecord, Verdict } from '../ports/reader-study-records.js';
import type { Reading } from './reading.js';
import type { StudyResults } from './study-results.js';

interface CommonRequest {
  readonly name: string;
  readonly instructions: string | null;
  /** Names the draw of who reads what in which order; drawn when null. */
  readonly seed: string | null;
  /** How many. */
  readonly readers: number;
}

export interface RelevanceRequest extends CommonRequest {
  readonly kind: 'RELEVANCE';
  /** Two or more finished runs over one snapshot. */
  readonly runIds: readonly RetrievalRunId[];
  /** Null: every query that all runs ranked. */
  readonly queryVolumeIds: readonly VolumeId[] | null;
  readonly depth: number;
  readonly cutoff: number;
  readonly readersPerPair: number;
  readonly threshold: Grade;
}

export interface DiagnosticRequest extends CommonRequest {
  readonly kind: 'DIAGNOSTIC';
  readonly runId: RetrievalRunId;
  readonly cases: readonly { readonly volumeId: VolumeId; readonly question: string; readonly truth: boolean }[];
  readonly depth: number;
  readonly washoutDays: number;
  readonly confidenceScale: ConfidenceScale;
}

export type StudyRequest = RelevanceRequest | DiagnosticRequest;

export interface CreatedStudy {
  readonly study: ReaderStudyRecord;
  /** The keys are given here once, and only their hashes are stored. */
  readonly keys: readonly { readonly code: string; readonly key: string }[];
}

/** Whom a key lets in. */
export interface ReaderIdentity {
  readonly teamId: TeamId;
  readonly reader: ReaderRecord;
}

export interface SaidByReader {
  readonly assignmentId: AssignmentId;
  readonly verdict: Verdict;
  /** 0 … 86,400. */
  readonly seconds: number;
  readonly comment: string | null;
}

export interface ReaderStudyService {
  /** Throws INVALID_INPUT, NOT_FOUND, CONFLICT, LIMIT_EXCEEDED, NOT_REPRODUCIBLE. */
  create(team: TeamCatalogue, request: StudyRequest): Promise<CreatedStudy>;
  /** Throws NOT_FOUND, CONFLICT when it was opened before. */
  open(team: TeamCatalogue, id: ReaderStudyId): Promise<ReaderStudyRecord>;
  /** For good. Throws NOT_FOUND, CONFLICT when it is not open. */
  close(team: TeamCatalogue, id: ReaderStudyId): Promise<ReaderStudyRecord>;
  /** Throws UNAUTHENTICATED, the same for an unknown and a malformed key. */
  authenticate(key: string): Promise<ReaderIdentity>;
  /** What the reader is to do next, and nothing that would tell whose results they are. */
  read(team: TeamCatalogue, reader: ReaderRecord): Promise<Reading>;
  /**
   * Throws NOT_FOUND for what was not assigned to the reader, INVALID_INPUT, LIMIT_EXCEEDED, CONFLICT for a study that was not opened, a volume that was
   * deleted, and before the washout is over; the last is kept all the same, as EARLY. What comes too late is kept as LATE.
   */
  record(team: TeamCatalogue, reader: ReaderRecord, said: SaidByReader): Promise<JudgementRecord>;
  /** As of now, also while the study is open. */
  results(team: TeamCatalogue, study: ReaderStudyRecord): Promise<StudyResults>;
  /** All that is kept of the study, with its results. CSV has a line for each record, and one for each assignment without any. */
  export(team: TeamCatalogue, study: ReaderStudyRecord, format: 'CSV' | 'JSON'): Promise<string>;
}
