import { setTimeout as sleep } from 'node:timers/promises';

export interface Outcome {
  readonly ms: number;
  /** Processor time of all its threads, ms: company on the same cores disturbs it less. */
  readonly cpu: number;
  readonly first: readonly number[];
}

/** One way of doing the work. */
export type Contender = () => Promise<Outcome>;

const WARM_UP = 6;
const REPETITIONS = 9;
const REST_MS = 150;

/** To wait for before each contender: the threads of a BLAS that has just answered go on looking for work for some 30 ms, on the cores of whoever comes next. */
export const idleCores = (): Promise<void> => sleep(REST_MS);

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Each contender in turn, over and over, so that a busy moment meets all of them; the median without the rounds in which code is still being compiled. */
export async function interleave<K extends string>(contenders: Readonly<Record<K, Contender>>): Promise<Record<K, Outcome>> {
  const names = Object.keys(contenders) as K[];
  const outcomes = new Map<K, Outcome[]>(names.map((name) => [name, []]));
  for (let repetition = -WARM_UP; repetition < REPETITIONS; repetition += 1) {
    for (const name of names) {
      await idleCores();
      const outcome = await contenders[name]();
      if (repetition >= 0) outcomes.get(name)?.push(outcome);
    }
  }
  const middle = (name: K): Outcome => {
    const all = outcomes.get(name) ?? [];
    return { ms: median(all.map(({ ms }) => ms)), cpu: median(all.map(({ cpu }) => cpu)), first: all.at(-1)?.first ?? [] };
  };
  return Object.fromEntries(names.map((name) => [name, middle(name)])) as Record<K, Outcome>;
}

export async function timed(work: () => Promise<readonly number[]>): Promise<Outcome> {
  const started = performance.now();
  const before = process.cpuUsage();
  const first = await work();
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - started, cpu: (user + system) / 1000, first };
}
