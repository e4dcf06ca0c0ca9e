import type { Session } from './assign-crossover.js';

/**
 * What became of a reader's record. VALID: it counts, unless a later one replaced it. LATE: it came after the study was closed, or
 * for session 1 after session 2 had opened. EARLY: it was for session 2 before the washout was over. The last two are kept and shown, and count for nothing.
 */
export type Standing = 'VALID' | 'LATE' | 'EARLY';

/** Of one reader, what says when the second session opens. */
export interface FirstSession {
  /** When the last valid answer to each assignment of session 1 came, null where there is none; without those withdrawn. */
  readonly answeredAt: readonly (Date | null)[];
  readonly washoutDays: number;
}

const MS_A_DAY = 24 * 3_600_000;

/** `washoutDays` after the reader's last answer in session 1; null while one is missing there. */
export function secondSessionOpensAt({ answeredAt, washoutDays }: FirstSession): Date | null {
  const times = answeredAt.filter((time) => time !== null);
  if (times.length < answeredAt.length) return null;
  return new Date(Math.max(0, ...times.map((time) => time.getTime())) + washoutDays * MS_A_DAY);
}

/** Where an answer stands that comes `now`; `opensAt` is null in studies of one session too. */
export function standingOf({ closed, session, opensAt, now }: { readonly closed: boolean; readonly session: Session; readonly opensAt: Date | null; readonly now: Date }): Standing {
  if (closed) return 'LATE';
  const secondIsOpen = opensAt !== null && now >= opensAt;
  switch (session) {
    case 1:
      return secondIsOpen ? 'LATE' : 'VALID';
    case 2:
      return secondIsOpen ? 'VALID' : 'EARLY';
  }
}
