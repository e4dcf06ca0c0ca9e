import type { Standing } from './standing.js';

/** One thing that a reader said in answer to an assignment. */
export interface Said {
  readonly assignmentId: string;
  /** 1, 2, … of its assignment. */
  readonly sequence: number;
  readonly standing: Standing;
}

/** The records of one assignment, as the rules have it. */
export interface Settled<Record extends Said> {
  /** The last valid record: the one that counts; null without any. */
  readonly counted: Record | null;
  /** Valid ones that the counted one replaced, oldest first. */
  readonly superseded: readonly Record[];
  readonly late: number;
  readonly early: number;
}

const NOTHING_SAID = { counted: null, superseded: [], late: 0, early: 0 } as const;

/** By assignment; one that nobody answered is missing. Of two valid records the later counts, and the earlier is kept. */
export function settleRecords<Record extends Said>(records: readonly Record[]): ReadonlyMap<string, Settled<Record>> {
  const settled = new Map<string, Settled<Record>>();
  for (const record of [...records].sort((a, b) => a.sequence - b.sequence)) {
    settled.set(record.assignmentId, withRecord(settled.get(record.assignmentId) ?? NOTHING_SAID, record));
  }
  return settled;
}

function withRecord<Record extends Said>(before: Settled<Record>, record: Record): Settled<Record> {
  switch (record.standing) {
    case 'VALID':
      return { ...before, counted: record, superseded: before.counted === null ? before.superseded : [...before.superseded, before.counted] };
    case 'LATE':
      return { ...before, late: before.late + 1 };
    case 'EARLY':
      return { ...before, early: before.early + 1 };
  }
}
