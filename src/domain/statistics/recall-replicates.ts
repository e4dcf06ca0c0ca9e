import { DEFAULT_REPLICATES, eachReplicate } from './each-replicate.js';
import type { BootstrapOptions } from './each-replicate.js';
import { packCounts } from './recall-counts.js';
import type { RecallAxes, RecallCounts } from './recall-counts.js';

export interface RecallReplicates {
  readonly macro: Float64Array;
  readonly micro: Float64Array;
  /** In the order of the columns, each those that met the class. */
  readonly classes: readonly Float64Array[];
}

/** What recall comes to over patients drawn with replacement, with all their trials and the same ones for every class. A class that a replicate does not meet is left out of it. None without a patient. */
export function recallReplicates(counts: RecallCounts, axes: RecallAxes, { seed, replicates = DEFAULT_REPLICATES }: BootstrapOptions): RecallReplicates {
  const [patients, width] = [axes.patients.size, axes.regions.size];
  const totals = new Float64Array(2 * width);
  const macro = new Float64Array(patients === 0 ? 0 : replicates);
  const micro = new Float64Array(macro.length);
  // Class by class, so that each has its replicates side by side.
  const values = new Float64Array(width * macro.length);
  const met = new Uint32Array(width);
  eachReplicate({ sums: packCounts([counts], axes), patients, totals }, seed, macro.length, (replicate) => {
    let [recalls, classes, right, judged] = [0, 0, 0, 0];
    for (let column = 0; column < width; column += 1) {
      const seen = totals[width + column]!;
      if (seen === 0) continue;
      const recall = totals[column]! / seen;
      values[column * macro.length + met[column]!] = recall;
      met[column]! += 1;
      recalls += recall;
      classes += 1;
      right += totals[column]!;
      judged += seen;
    }
    // Every patient has a judged trial, so at least one class was met.
    macro[replicate] = recalls / classes;
    micro[replicate] = right / judged;
  });
  return { macro, micro, classes: Array.from(met, (count, column) => values.subarray(column * macro.length, column * macro.length + count)) };
}
