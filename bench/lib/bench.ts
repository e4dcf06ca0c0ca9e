/** The last line that a bench prints. `ratio` is the peer's time ÷ ours, unless the bench says otherwise. */
export interface BenchResult {
  readonly bench: string;
  readonly value: number;
  readonly unit: string;
  readonly ratio: number | null;
  readonly target: string;
  readonly peer: string;
  /** What the figures are made of: `search` gives the median of each stage in ms, `embed` the ratios of each encoder, `volume-query --graphs` what each graph index reaches. */
  readonly parts?: Readonly<Record<string, number>>;
}

export type Bench = (say: (line: string) => void) => Promise<BenchResult>;
