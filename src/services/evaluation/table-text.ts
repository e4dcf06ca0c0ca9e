import type { BenchmarkTable, BenchmarkTableRow, TableFigures } from './benchmark-table.js';
import { labelTableText } from './label-table-text.js';
import { STAGES } from './stage-times.js';
import { columnsText, rankingOf, share } from './text-columns.js';

/** A benchmark table for a terminal, about 230 columns: fixed-width text that reads the same in a file. */
export function benchmarkTableText(table: BenchmarkTable): string {
  const header = [
    'encoder', 'index', 'mode', 'ranking',
    'recall, coarse', 'classes', 'chance', 'lift', 'recall, fine', 'classes', 'chance', 'lift',
    'precision', 'Jaccard', 'median ms a query', 'p95 / p99 / cold', 'queries/s',
  ];
  const shown = table.rows.filter(({ config }) => config.label === null);
  return [...(shown.length === 0 ? [] : [...columnsText(header, shown.map(cellsOf)), ...notesOf(table)]), ...labelTableText(table.rows)].join('\n').trimStart();
}

function cellsOf(row: BenchmarkTableRow): readonly string[] {
  const { figures } = row;
  const start = [row.encoder, row.index ?? '—', row.config.mode, rankingOf(row)];
  if (figures === null) return [...start, row.state.toLowerCase()];
  const precision = figures.FINE_104;
  return [
    ...start,
    ...taxonomyCells(figures.COARSE_29),
    ...taxonomyCells(figures.FINE_104),
    share(precision.precision),
    share(precision.jaccard),
    mediansOf(row),
    tailOf(row),
    row.throughput === null ? '—' : row.throughput.toFixed(row.throughput < 10 ? 1 : 0),
  ];
}

function taxonomyCells(figures: TableFigures): readonly string[] {
  // A taxonomy that was not judged in, or without a judged query.
  if (figures.classesWithQueries === 0) return ['—', `0 of ${figures.classesTotal}`, '—', '—'];
  return [
    `${share(figures.recallMean)} ± ${share(figures.recallStd)}`,
    `${figures.classesWithQueries} of ${figures.classesTotal}`,
    share(figures.chanceMean),
    share(figures.liftMean) + (figures.liftLeftOut > 0 ? ` (−${figures.liftLeftOut})` : ''),
  ];
}

function mediansOf({ times }: BenchmarkTableRow): string {
  if (times === null) return '—';
  return STAGES.flatMap((stage) => {
    const time = times[stage];
    return time === undefined ? [] : [`${stage} ${milliseconds(time.p50)}`];
  }).join(', ');
}

/** Of a whole query: how slow the slowest are, and the first one. */
function tailOf({ times }: BenchmarkTableRow): string {
  const { p95, p99, cold } = times?.total ?? {};
  return p95 === undefined ? '—' : [p95, p99, cold].map((value) => (value == null ? '—' : milliseconds(value))).join(' / ');
}

const milliseconds = (value: number): string => value.toFixed(value < 10 ? 1 : 0);

function notesOf({ rows, versions }: BenchmarkTable): readonly string[] {
  const leftOut = rows.some(({ figures }) => figures !== null && (figures.COARSE_29.liftLeftOut > 0 || figures.FINE_104.liftLeftOut > 0));
  return [
    '',
    'Recall: mean ± standard deviation over the classes that some query shows. Precision and Jaccard: class sets, fine classes.',
    'Cold: the first query that a worker asked the index, ms; a cell that shares its search with one before is told that one’s time.',
    ...(leftOut ? ['lift (−n): n classes have chance 1, so that nothing can be better; they are left out of its mean.'] : []),
    ...(versions.length > 1 ? [`The rows are of different versions (${versions.join(', ')}) and cannot be compared.`] : []),
  ];
}
