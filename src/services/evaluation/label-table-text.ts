import type { BenchmarkTableRow } from './benchmark-table.js';
import { columnsText, rankingOf, shareText } from './text-columns.js';

/** How many of the first volumes foretell in the table; the API gives others too. */
const NEIGHBOURS = 5;

/** The rows that are judged by a label of volumes, as a table of their own; nothing where there are none. */
export function labelTableText(rows: readonly BenchmarkTableRow[]): readonly string[] {
  const told = rows.filter(({ config }) => config.label !== null);
  if (told.length === 0) return [];
  const measures = [...new Set(told.flatMap(({ label }) => label?.measures.map(({ measure }) => measure) ?? []))];
  const header = ['encoder', 'index', 'ranking', 'label', 'queries', 'patients', ...measures, `accuracy of ${NEIGHBOURS}`, 'majority', 'error of median'];
  return ['', ...columnsText(header, told.map((row) => cellsOf(row, measures))), 'Labels told from the volumes found: mean over queries (chance). Volumes without the label are neither asked about nor found.'];
}

function cellsOf(row: BenchmarkTableRow, measures: readonly string[]): readonly string[] {
  const { label, config } = row;
  const start = [row.encoder, row.index ?? '—', rankingOf(row), config.label?.name ?? ''];
  if (label === null) return [...start, row.state.toLowerCase()];
  const vote = label.predictions.find(({ neighbours }) => neighbours === NEIGHBOURS);
  return [
    ...start,
    String(label.queries),
    String(label.patients),
    ...measures.map((name) => beside(label.measures.find(({ measure }) => measure === name) ?? { mean: null, chance: null })),
    beside({ mean: vote?.accuracy ?? null, chance: vote?.chance ?? null }),
    shareText(vote?.majority ?? null),
    vote?.meanAbsoluteError == null ? '—' : `${vote.meanAbsoluteError.toFixed(2)} (${vote.errorChance?.toFixed(2) ?? '—'})`,
  ];
}

const beside = ({ mean, chance }: { readonly mean: number | null; readonly chance: number | null }): string => `${shareText(mean)} (${shareText(chance)})`;
