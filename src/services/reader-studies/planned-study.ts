import { randomUUID } from 'node:crypto';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { asId } from '../../domain/ids.js';
import type { PatientId, ReaderStudyId, SnapshotId } from '../../domain/ids.js';
import type { AssignmentRecord, ItemRecord, StudyContent, StudyDesign, TopicRecord } from '../ports/reader-study-records.js';

/** A study before it has ids. */
export interface PlannedStudy {
  readonly snapshotId: SnapshotId;
  readonly design: StudyDesign;
  readonly topics: readonly TopicRecord[];
  readonly items: readonly ItemRecord[];
  /** `reader` is the place of the reader, from 0. */
  readonly assignments: readonly (Omit<AssignmentRecord, 'id' | 'studyId' | 'readerId'> & { readonly reader: number })[];
}

/** More than any panel reads, and few enough for one answer with all of them. */
const MAX_ASSIGNMENTS = 10_000;

/** Throws LIMIT_EXCEEDED. */
export function requireSize(assignments: number): void {
  if (assignments > MAX_ASSIGNMENTS) {
    throw new VoxseekError('LIMIT_EXCEEDED', `The study would have ${assignments} assignments; ${MAX_ASSIGNMENTS} are allowed. Take fewer queries, results or readers.`, { path: 'input' });
  }
}

/** Numbers patients in the order in which they come up, so that no name of a patient enters the study. */
export function createClusters(): (patient: PatientId) => number {
  const numbers = new Map<PatientId, number>();
  return (patient) => {
    const number = numbers.get(patient) ?? numbers.size;
    numbers.set(patient, number);
    return number;
  };
}

/** Gives readers and assignments their ids, which nobody can guess. */
export function withIds(plan: PlannedStudy, studyId: ReaderStudyId, readerCount: number): StudyContent {
  const readers = Array.from({ length: readerCount }, (_, position) => ({ id: asId('Reader', `rdr_${randomUUID()}`), studyId, code: `R${position + 1}`, position }));
  const assignments = plan.assignments.flatMap(({ reader, ...planned }): readonly AssignmentRecord[] => {
    const readerId = readers[reader]?.id;
    return readerId === undefined ? [] : [{ id: asId('Assignment', `asg_${randomUUID()}`), studyId, readerId, ...planned }];
  });
  return { readers, topics: plan.topics, items: plan.items, assignments };
}
