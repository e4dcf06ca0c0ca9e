import type { Trial } from '../evaluation/trial.js';
import type { PatientId } from '../ids.js';
import { packRows } from './row-sums.js';
import type { RowSums } from './row-sums.js';

/** The patients and classes with a judged trial, both in text order, so that the order of trials changes no figure. */
export interface RecallAxes {
  readonly patients: ReadonlyMap<PatientId, number>;
  readonly regions: ReadonlyMap<string, number>;
}

/** All that recall needs to know of trials: patient by class, row by row. */
export interface RecallCounts {
  readonly right: Float64Array;
  readonly judged: Float64Array;
}

export function axesOf(...runs: readonly (readonly Trial[])[]): RecallAxes {
  const patients = new Set<PatientId>();
  const regions = new Set<string>();
  for (const trials of runs) {
    for (const { patientId, region, value } of trials) {
      if (value === null) continue;
      patients.add(patientId);
      regions.add(region);
    }
  }
  return { patients: numbered(patients), regions: numbered(regions) };
}

/** Counts the judged trials; `right` may have fractions where a trial's value is an expectation. */
export function countTrials(trials: readonly Trial[], { patients, regions }: RecallAxes): RecallCounts {
  const right = new Float64Array(patients.size * regions.size);
  const judged = new Float64Array(patients.size * regions.size);
  for (const { patientId, region, value } of trials) {
    const row = patients.get(patientId);
    const column = regions.get(region);
    if (value === null || row === undefined || column === undefined) continue;
    right[row * regions.size + column]! += value;
    judged[row * regions.size + column]! += 1;
  }
  return { right, judged };
}

/** The counts of runs over the same axes, for sums over as many patients as there are: right trials of each class, then judged ones, run after run. */
export function packCounts(runs: readonly RecallCounts[], { patients, regions }: RecallAxes): RowSums {
  const width = regions.size;
  const columns = 2 * runs.length * width;
  const rows = new Float64Array(patients.size * columns);
  runs.forEach(({ right, judged }, run) => {
    for (let row = 0; row < patients.size; row += 1) {
      const at = row * columns + 2 * run * width;
      rows.set(right.subarray(row * width, (row + 1) * width), at);
      rows.set(judged.subarray(row * width, (row + 1) * width), at + width);
    }
  });
  return packRows(rows, patients.size, columns, patients.size);
}

function numbered<T extends string>(names: ReadonlySet<T>): ReadonlyMap<T, number> {
  return new Map([...names].sort().map((name, index) => [name, index]));
}
