/** Lines of text in columns as wide as their widest cell, two spaces between; numbers are padded by whoever makes the cells. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd());
}

/** Items left out, each with its code and reason; the rest is counted. */
export function skippedText(skipped: readonly { readonly item: string; readonly code: string; readonly message: string }[], count: number = skipped.length): readonly string[] {
  if (count === 0) return [];
  const lines = columns(skipped.map(({ item, code, message }) => ['', item, code, message]));
  return ['Skipped:', ...lines, ...(count > skipped.length ? [`  … and ${count - skipped.length} more`] : [])];
}
