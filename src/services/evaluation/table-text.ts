import type { BenchmarkTable, BenchmarkTableRow, TableFigures } from './benchmark-table.js';
import { labelTableText } from './label-table-text.js';
import { columnsText, rankingOf, shareText } from './text-columns.js';
import { timesTableText } from './times-table-text.js';

/** A benchmark table for a terminal, about 160 columns: fixed-width text that reads the same in a file. */
export function benchmarkTableText(table: BenchmarkTable): string {
  const header = [
    'encoder', 'index', 'mode', 'ranking',
    'recall, coarse', 'classes', 'chance', 'lift', 'recall, fine', 'classes', 'chance', 'lift',
    'precision', 'Jaccard',
  ];
  const shown = table.rows.filter(({ config }) => config.label === null);
  return [...(shown.length === 0 ? [] : [...columnsText(header, shown.map(cellsOf)), ...notesOf(table), ...timesTableText(shown)]), ...labelTableText(table.rows)].join('\n').trimStart();
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
    shareText(precision.precision),
    shareText(precision.jaccard),
  ];
}

function taxonomyCells(figures: TableFigures): readonly string[] {
  // A taxonomy that was not judged in, or without a judged query.
  if (figures.classesWithQueries === 0) return ['—', `0 of ${figures.classesTotal}`, '—', '—'];
  return [
    `${shareText(figures.recallMean)} ± ${shareText(figures.recallStd)}`,
    `${figures.classesWithQueries} of ${figures.classesTotal}`,
    shareText(figures.chanceMean),
    shareText(figures.liftMean) + (figures.liftLeftOut > 0 ? ` (−${figures.liftLeftOut})` : ''),
  ];
}

function notesOf({ rows, versions }: BenchmarkTable): readonly string[] {
  const leftOut = rows.some(({ figures }) => figures !== null && (figures.COARSE_29.liftLeftOut > 0 || figures.FINE_104.liftLeftOut > 0));
  return [
    '',
    'Recall: mean ± standard deviation over the classes that some query shows. Precision and Jaccard: class sets, fine classes.',
    ...(leftOut ? ['lift (−n): n classes have chance 1, so that nothing can be better; they are left out of its mean.'] : []),
    ...(versions.length > 1 ? [`The rows are of different versions (${versions.join(', ')}) and cannot be compared.`] : []),
  ];
}
