import { randomUUID } from 'node:crypto';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { asId } from '../../domain/ids.js';
import { standingOf } from '../../domain/reader-studies/standing.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ConfidenceScale, JudgementRecord, ReaderRecord, ReaderStudyRecord, StudyDesign, Verdict } from '../ports/reader-study-records.js';
import type { SaidByReader } from './reader-study-service.js';
import { opensAtOf } from './reading.js';

/** A reader who goes back and forth needs a few; a client in a loop is stopped. */
const MAX_RECORDS = 50;
const MAX_SECONDS = 86_400;

const CONFIDENCE: Readonly<Record<ConfidenceScale, readonly [number, number]>> = { ONE_TO_FIVE: [1, 5], PERCENT: [0, 100] };

export async function recordVerdict(team: TeamCatalogue, study: ReaderStudyRecord, reader: ReaderRecord, said: SaidByReader, now: Date): Promise<JudgementRecord> {
  const own = await team.readerStudies.assignmentsOf(reader.id);
  const assignment = own.find(({ id }) => id === said.assignmentId);
  if (assignment === undefined) {
    throw new VoxseekError('NOT_FOUND', `No Assignment with the id "${said.assignmentId}" is this reader's. Ask for the next one.`, { path: 'input.assignmentId' });
  }
  if (study.state === 'PREPARED') throw new VoxseekError('CONFLICT', 'The study is not open yet. Wait until it is opened.', { path: 'input.assignmentId' });
  requireVerdict(study.design, said.verdict);
  if (!(said.seconds >= 0 && said.seconds <= MAX_SECONDS)) {
    throw new VoxseekError('INVALID_INPUT', `seconds is ${said.seconds}; it must be from 0 to ${MAX_SECONDS}.`, { path: 'input.seconds' });
  }
  const opensAt = opensAtOf(study, own);
  const standing = standingOf({ closed: study.state === 'CLOSED', session: assignment.session, opensAt, now });
  const record = { id: asId('Judgement', `jdg_${randomUUID()}`), studyId: study.id, readerId: reader.id, ...said, standing, recordedAt: now };
  const kept = await team.readerStudies.append(record, MAX_RECORDS);
  if (kept.standing === 'EARLY') {
    const when = opensAt === null ? 'once all of session 1 is answered and the washout is over' : `at ${opensAt.toISOString()}`;
    throw new VoxseekError('CONFLICT', `Session 2 opens ${when}. The answer was noted as early and does not count; give it again then.`, { path: 'input.assignmentId' });
  }
  return kept;
}

/** Throws INVALID_INPUT for what this kind of study does not ask, and for a confidence off its scale. */
function requireVerdict(design: StudyDesign, verdict: Verdict): void {
  switch (verdict.kind) {
    case 'GRADE':
      if (design.kind !== 'RELEVANCE') throw new VoxseekError('INVALID_INPUT', 'A case of this study is answered, not graded. Use recordAnswer.', { path: 'input' });
      return;
    case 'ANSWER': {
      if (design.kind !== 'DIAGNOSTIC') throw new VoxseekError('INVALID_INPUT', 'A result of this study is graded, not answered. Use recordJudgement.', { path: 'input' });
      const [least, most] = CONFIDENCE[design.confidenceScale];
      if (verdict.confidence < least || verdict.confidence > most) {
        throw new VoxseekError('INVALID_INPUT', `confidence is ${verdict.confidence}; in this study it is from ${least} to ${most}.`, { path: 'input.confidence' });
      }
    }
  }
}
