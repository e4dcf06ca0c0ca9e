import { createRandom, shuffled } from '../statistics/random.js';

/** Whether the reader sees what retrieval found beside the case. */
export type Condition = 'WITHOUT' | 'WITH';

export type Session = 1 | 2;

export interface CrossoverAssignment {
  /** Place of the reader in the study, from 0. */
  readonly reader: number;
  /** Place of the case in the study, from 0. */
  readonly topic: number;
  readonly session: Session;
  readonly condition: Condition;
  /** In which order the reader is shown it, from 0 over both sessions. */
  readonly position: number;
}

const OTHER: Readonly<Record<Condition, Condition>> = { WITHOUT: 'WITH', WITH: 'WITHOUT' };

/**
 * Every reader reads every case in both conditions, one in each session; the same for the same seed. Which comes first alternates along a
 * random order of readers and one of cases (positive ones before negative ones): of every reader half the cases start WITHOUT, of these half
 * the positive and half the negative ones, and of every case half the readers do, each to within one. Each session has a random order of its own.
 */
export function assignCrossover({ truths, readers, seed }: { readonly truths: readonly boolean[]; readonly readers: number; readonly seed: string }): readonly CrossoverAssignment[] {
  const random = createRandom(`${seed} crossover`);
  const topics = shuffled(truths.map((_, topic) => topic), random);
  const places = new Map([...topics.filter((topic) => truths[topic]), ...topics.filter((topic) => !truths[topic])].map((topic, place) => [topic, place]));
  const parities = shuffled(Array.from({ length: readers }, (_, place) => place % 2), random);
  return parities.flatMap((parity, reader) => {
    const order = createRandom(`${seed} order ${reader}`);
    const first = (topic: number): Condition => (((places.get(topic) ?? 0) + parity) % 2 === 0 ? 'WITHOUT' : 'WITH');
    const sessions = [1, 2] as const;
    const shown = sessions.flatMap((session) =>
      shuffled(truths.map((_, topic) => topic), order).map((topic) => ({ topic, session, condition: session === 1 ? first(topic) : OTHER[first(topic)] })),
    );
    return shown.map((one, position) => ({ reader, ...one, position }));
  });
}
