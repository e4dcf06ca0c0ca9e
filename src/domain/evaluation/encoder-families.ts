export type Supervision = 'SUPERVISED' | 'SELF_SUPERVISED' | 'WEAKLY_SUPERVISED' | 'NONE' | 'UNKNOWN';
/** Of an encoder's arithmetic. */
export type Precision = 'FLOAT32' | 'FLOAT16' | 'INT8' | 'UNKNOWN';

export interface FamilyMember {
  readonly name: string;
  readonly supervision: Supervision;
  readonly precision: Precision;
}

export interface FamilyCount {
  readonly supervision: Supervision;
  readonly precision: Precision;
  readonly encoders: number;
}

export interface EncoderFamilies {
  /** Encoders that learned, by how and at which precision, in text order. */
  readonly counts: readonly FamilyCount[];
  /** Whether supervised and self-supervised learning can be told apart: two encoders of each, at one known precision. */
  readonly stand: boolean;
  /** What may be said of a difference between the encoders; null where fewer than two learned anything. */
  readonly statement: string | null;
}

const LEAST = 2;

/** Two families are two encoders each on, at equal precision; fewer are encoders that differ in more than how they learned. */
export function encoderFamilies(encoders: readonly FamilyMember[]): EncoderFamilies {
  const learned = [...new Map(encoders.map((one) => [one.name, one])).values()].filter(({ supervision }) => supervision !== 'NONE');
  const counts = new Map<string, FamilyCount>();
  for (const { supervision, precision } of learned) {
    const key = `${supervision} ${precision}`;
    counts.set(key, { supervision, precision, encoders: (counts.get(key)?.encoders ?? 0) + 1 });
  }
  const of = (supervision: Supervision, precision: Precision): number => counts.get(`${supervision} ${precision}`)?.encoders ?? 0;
  const equal = (['FLOAT32', 'FLOAT16', 'INT8'] as const).filter((precision) => of('SUPERVISED', precision) >= LEAST && of('SELF_SUPERVISED', precision) >= LEAST);
  const stand = equal.length > 0;
  return {
    counts: [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count),
    stand,
    statement: learned.length < LEAST ? null : stand ? `Two families: at least two supervised and two self-supervised encoders, each at ${equal.map(precisionText).join(' and ')}.` : tooFew(learned.length),
  };
}

function tooFew(learned: number): string {
  const number = ['', '', 'two', 'three', 'four', 'five', 'six'][learned] ?? String(learned);
  return `These are ${number} encoders, not two families: a difference between them says nothing of supervised against self-supervised learning, for which two of each at equal precision are needed.`;
}

export function supervisionText(supervision: Supervision): string {
  switch (supervision) {
    case 'NONE':
      return 'none: a control';
    case 'UNKNOWN':
      return 'not stated';
    case 'SUPERVISED':
    case 'SELF_SUPERVISED':
    case 'WEAKLY_SUPERVISED':
      return supervision.toLowerCase().replaceAll('_', '-');
  }
}

export function precisionText(precision: Precision): string {
  return precision === 'UNKNOWN' ? 'not stated' : precision.toLowerCase();
}
