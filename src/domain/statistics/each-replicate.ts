import { createRandom } from './random.js';
import type { RowSums } from './row-sums.js';

export interface BootstrapOptions {
  readonly seed: string;
  /** 10,000 unless told. */
  readonly replicates?: number;
}

export const DEFAULT_REPLICATES = 10_000;

/** Draws as many patients as there are, with replacement, again and again; before each visit `totals` are filled with the sums over those drawn. */
export function eachReplicate({ sums, patients, totals }: { readonly sums: RowSums; readonly patients: number; readonly totals: Float64Array }, seed: string, replicates: number, visit: (replicate: number) => void): void {
  const random = createRandom(seed);
  /** How often each patient was drawn. */
  const drawn = new Uint32Array(patients);
  for (let replicate = 0; replicate < replicates; replicate += 1) {
    drawn.fill(0);
    random.tally(drawn, patients);
    sums.sum(drawn, totals);
    visit(replicate);
  }
}
