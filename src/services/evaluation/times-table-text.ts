import type { BenchmarkTableRow } from './benchmark-table.js';
import { STAGES } from './stage-times.js';
import { columnsText, rankingOf } from './text-columns.js';

/** How long queries took, stage by stage; nothing where no row was timed. */
export function timesTableText(rows: readonly BenchmarkTableRow[]): readonly string[] {
  const timed = rows.flatMap((row) => (row.times === null ? [] : [{ row, times: row.times }]));
  if (timed.length === 0) return [];
  const header = ['encoder', 'index', 'mode', 'ranking', ...STAGES, 'p95', 'p99', 'cold', 'queries/s'];
  const cells = timed.map(({ row, times }) => [
    ...[row.encoder, row.index ?? '—', row.config.mode, rankingOf(row)],
    ...STAGES.map((stage) => milliseconds(times[stage]?.p50)),
    ...[times.total?.p95, times.total?.p99, times.total?.cold].map(milliseconds),
    row.throughput === null ? '—' : row.throughput.toFixed(row.throughput < 10 ? 1 : 0),
  ]);
  return [
    '',
    'Time of a query, ms: median of each stage; p95 and p99 of the whole. Cold: the first query that a worker asked the index; a cell that',
    'shares its search with one before is told that one’s time.',
    ...columnsText(header, cells),
  ];
}

function milliseconds(value: number | null | undefined): string {
  return value == null ? '—' : value.toFixed(value < 10 ? 1 : 0);
}
