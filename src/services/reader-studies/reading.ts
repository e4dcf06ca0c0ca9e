import type { AssignmentId, VolumeId } from '../../domain/ids.js';
import type { Session } from '../../domain/reader-studies/assign-crossover.js';
import { secondSessionOpensAt } from '../../domain/reader-studies/standing.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ReaderRecord, ReaderStudyRecord } from '../ports/reader-study-records.js';
import type { OwnAssignment } from '../ports/reader-study-store.js';

/** An assignment as its reader may see it: no configuration, no rank, nobody else's grade. */
export interface ShownAssignment {
  readonly id: AssignmentId;
  readonly session: Session;
  /** DIAGNOSTIC: what is asked of the case. */
  readonly question: string | null;
  /** The query or the case. */
  readonly volumeId: VolumeId;
  /** RELEVANCE: the result to grade. */
  readonly resultVolumeId: VolumeId | null;
  /** DIAGNOSTIC with retrieval: what was found, as the search would show it; null without. */
  readonly retrievedVolumeIds: readonly VolumeId[] | null;
}

/** How far a reader is. */
export interface Reading {
  readonly study: ReaderStudyRecord;
  readonly reader: ReaderRecord;
  /** Without those withdrawn. */
  readonly assigned: number;
  readonly answered: number;
  /** When session 2 opens or opened; null before session 1 is answered, and in studies of one session. */
  readonly secondSessionOpensAt: Date | null;
  /** Null when nothing can be read now: the study is not open, all is answered, or session 2 has not opened. */
  readonly next: ShownAssignment | null;
}

/** When session 2 of a reader opens; null while session 1 is unanswered, and in studies of one session. */
export function opensAtOf({ design }: ReaderStudyRecord, own: readonly OwnAssignment[]): Date | null {
  if (design.kind === 'RELEVANCE') return null;
  const first = own.filter(({ session, withdrawn }) => session === 1 && !withdrawn);
  return secondSessionOpensAt({ answeredAt: first.map(({ answeredAt }) => answeredAt), washoutDays: design.washoutDays });
}

export async function readNext(team: TeamCatalogue, study: ReaderStudyRecord, reader: ReaderRecord, now: Date): Promise<Reading> {
  const own = (await team.readerStudies.assignmentsOf(reader.id)).filter(({ withdrawn }) => !withdrawn);
  const opensAt = opensAtOf(study, own);
  const isOpen = ({ session }: OwnAssignment): boolean => session === 1 || (opensAt !== null && now >= opensAt);
  const next = study.state === 'OPEN' ? own.find((assignment) => assignment.answeredAt === null && isOpen(assignment)) : undefined;
  return {
    study,
    reader,
    assigned: own.length,
    answered: own.filter(({ answeredAt }) => answeredAt !== null).length,
    secondSessionOpensAt: opensAt,
    next: next === undefined ? null : await shown(team, next),
  };
}

/** Null when a volume of it was deleted this very moment. */
async function shown(team: TeamCatalogue, assignment: OwnAssignment): Promise<ShownAssignment | null> {
  const { id, session, studyId, item, condition } = assignment;
  const found = await team.readerStudies.topic(studyId, assignment.topic);
  const result = found?.items.find(({ position }) => position === item)?.volumeId ?? null;
  if (found?.topic.volumeId == null || (item !== null && result === null)) return null;
  const retrieved = found.items.map(({ volumeId }) => volumeId).filter((volumeId) => volumeId !== null);
  return { id, session, question: found.topic.question, volumeId: found.topic.volumeId, resultVolumeId: result, retrievedVolumeIds: condition === 'WITH' ? retrieved : null };
}
