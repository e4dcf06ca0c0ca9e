import type { BenchmarkTableRow } from './benchmark-table.js';

/** Header, rule and rows in columns of fixed width. */
export function columnsText(header: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const lines = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const text = lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd());
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [text[0] ?? '', rule, ...text.slice(1)];
}

/** What ranked, in a few words. */
export function rankingOf({ config, control }: BenchmarkTableRow): string {
  if (control !== null) return '—';
  if (config.mode === 'SLICE') return 'top-1 slice';
  const first = config.candidates.kind === 'GALLERY' && config.reRanking !== 'NONE' ? 'all' : config.aggregation;
  const { candidates } = config;
  const ranked = config.reRanking === 'NONE' ? first : `${first} + re-ranking${candidates.kind === 'FIRST' ? ` of ${candidates.count}` : ''}`;
  return `${ranked}${config.crop === 'NONE' ? '' : ', cropped'}`;
}

/** `.767`, `−1.250`, `—`. */
export function shareText(value: number | null): string {
  return value === null ? '—' : value.toFixed(3).replace(/^(-?)0\./u, '$1.').replace(/^-/u, '−');
}
