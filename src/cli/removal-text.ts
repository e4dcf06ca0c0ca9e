import type { RemovalReport } from '../domain/deidentification/removal-report.js';

const SHOWN = 12;

/** What of DICOM headers was left behind, for people; empty where there were none. */
export function removalText(report: RemovalReport | null): string {
  if (report === null || report.files === 0) return '';
  const { files, removed, privateElements } = report;
  const named = removed.filter(({ keyword }) => keyword !== null).sort((a, b) => b.files - a.files);
  const shown = named.slice(0, SHOWN).map(({ keyword, files: having }) => `${keyword} (${having})`);
  const more = removed.length - shown.length;
  const rest = more > 0 ? ` and ${more} more` : '';
  return `Not kept of the headers of ${files} files: ${removed.length} attributes, ${privateElements} private elements.\n  ${shown.join(', ')}${rest}\n`;
}
