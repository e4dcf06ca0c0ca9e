export type CsvValue = string | number | boolean | null;

/** A line of CSV as RFC 4180 has it; null is an empty field. */
export function csvLine(values: readonly CsvValue[]): string {
  return `${values.map(fieldOf).join(',')}\r\n`;
}

function fieldOf(value: CsvValue): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
