/** How relevant a reader finds a result: 0 not at all, 1 a little, 2 clearly, 3 as good as it gets. */
export const GRADES = [0, 1, 2, 3] as const;

export type Grade = (typeof GRADES)[number];

export function isGrade(value: number): value is Grade {
  return GRADES.some((grade) => grade === value);
}

/** Graded gain 2^g − 1: 0, 1, 3, 7. */
export function gainOf(grade: Grade): number {
  return 2 ** grade - 1;
}
