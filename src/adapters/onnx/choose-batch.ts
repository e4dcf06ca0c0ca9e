import type { Provider } from '../../domain/placement/capability.js';

/** What a batch costs. */
export interface BatchTrial {
  readonly secondsASlice: number;
  /** Resident memory of what ran it, afterwards. */
  readonly residentBytes: number;
}

/** Batches to try, smallest first. More gain nothing on a CPU, and a cancel waits for the runs under way. */
const CPU_LADDER = [1, 2, 4, 8] as const;
const ACCELERATOR_LADDER = [1, 2, 4, 8, 16, 32, 64, 128] as const;
export const ladderOf = (provider: Provider): readonly number[] => (provider === 'CPU' ? CPU_LADDER : ACCELERATOR_LADDER);

/** A smaller batch is taken if it is almost as fast. */
const ALMOST = 1.05;
/** Much slower than the best so far: larger ones will not be faster. */
const MUCH_SLOWER = 1.3;

/**
 * The smallest batch that is almost as fast as the fastest of the ladder, by trial. Going up ends at a batch that fails (null), that takes more
 * than `memoryBytes` beyond the first one, or that is much slower than one before it.
 */
export async function chooseBatch(ladder: readonly number[], memoryBytes: number, trial: (batch: number) => Promise<BatchTrial | null>): Promise<number> {
  const tried: (BatchTrial & { readonly batch: number })[] = [];
  let best = Infinity;
  for (const batch of ladder) {
    const result = await trial(batch);
    if (result === null || result.residentBytes - (tried[0]?.residentBytes ?? result.residentBytes) > memoryBytes) break;
    tried.push({ ...result, batch });
    if (result.secondsASlice > MUCH_SLOWER * best) break;
    best = Math.min(best, result.secondsASlice);
  }
  return tried.find(({ secondsASlice }) => secondsASlice <= ALMOST * best)?.batch ?? 1;
}
