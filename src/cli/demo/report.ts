import type { BenchmarkTable, BenchmarkTableRow } from '../../services/evaluation/benchmark-table.js';
import { formatDuration } from '../progress.js';
import type { DemoOutcome } from './steps.js';

export interface DemoReport {
  readonly heading: string;
  /** What is printed: the exact rows. Those of the approximate index are summed up in `closing`, and stand in `json`. */
  readonly table: BenchmarkTable;
  readonly closing: string;
  readonly json: object;
}

export function demoReport({ query, table, skipped }: DemoOutcome, seconds: number): DemoReport {
  const shown = table.rows.filter(({ index }) => index !== 'HNSW');
  const difference = largestDifference(table.rows);
  return {
    heading: 'Retrieval on 24 virtual patients derived from one real scan, each the query once, its own patient left out.\nIt measures the machinery, not medicine.',
    table: { ...table, rows: shown },
    closing: [
      difference === null ? null : `HNSW in place of EXACT changes no mean recall by more than ${difference.toFixed(3)}.`,
      skipped.length === 0 ? null : `Skipped: ${skipped.map(({ item, code }) => `${item} (${code})`).join(', ')}.`,
      `All in ${formatDuration(seconds)}. For research, not for diagnosis.`,
    ]
      .filter((line) => line !== null)
      .join('\n'),
    json: { query, rows: table.rows, versions: table.versions, skipped, seconds },
  };
}

/** What keeps the demo from having succeeded in every step, in words: failed cells, left out scans or volumes. Null where nothing does. */
export function shortfall({ table, skipped }: Pick<DemoOutcome, 'table' | 'skipped'>): string | null {
  const failed = table.rows.filter(({ state }) => state !== 'SUCCEEDED').map(({ name }) => name);
  const left = skipped.map(({ item, code, message }) => `${item} (${code}: ${message})`);
  const lines = [
    failed.length === 0 ? null : `${failed.length} cells of the benchmark failed: ${failed.join(', ')}.`,
    left.length === 0 ? null : `${left.length} scans or volumes were left out: ${left.join(', ')}.`,
  ].filter((line) => line !== null);
  return lines.length === 0 ? null : lines.join(' ');
}

/** Between cells that differ in the kind of index alone. */
function largestDifference(rows: readonly BenchmarkTableRow[]): number | null {
  const cellOf = ({ encoder, config }: BenchmarkTableRow): string => JSON.stringify([encoder, config]);
  const exact = new Map(rows.filter(({ index }) => index === 'EXACT').map((row) => [cellOf(row), row]));
  const differences = rows
    .filter(({ index }) => index === 'HNSW')
    .flatMap((row) => {
      const [a, b] = [row.figures, exact.get(cellOf(row))?.figures];
      if (a == null || b == null) return [];
      return [Math.abs(a.COARSE_29.recallMean - b.COARSE_29.recallMean), Math.abs(a.FINE_104.recallMean - b.FINE_104.recallMean)];
    });
  return differences.length === 0 ? null : Math.max(...differences);
}
