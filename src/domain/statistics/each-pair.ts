export interface SeededPair<Run> {
  readonly a: string;
  readonly b: string;
  readonly ofA: Run;
  readonly ofB: Run;
  readonly seed: string;
}

/** Every pair of named runs, the earlier one as A. A pair's seed depends on the one given and the two names alone, so that its draws stay when another run joins. */
export function* eachPair<Run>(runs: ReadonlyMap<string, Run>, seed: string): Generator<SeededPair<Run>> {
  const named = [...runs];
  for (const [at, [a, ofA]] of named.entries()) {
    for (const [b, ofB] of named.slice(at + 1)) yield { a, b, ofA, ofB, seed: JSON.stringify([seed, a, b]) };
  }
}
