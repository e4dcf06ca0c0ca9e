import { labelNames, SOURCE_TAXONOMIES } from '../../domain/anatomy/labels.js';
import { nameKey, structureNames } from '../../domain/anatomy/structure-names.js';
import type { StructureNames } from '../../domain/anatomy/structure-names.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { parseRecords } from './parse-records.js';

/** Characters of a table: it travels with the request. */
export const STRUCTURE_NAMES_LIMIT = 64_000;

const PATH = 'structureNames';

const invalid = (line: number, message: string): VoxseekError =>
  new VoxseekError('MANIFEST_INVALID', `Line ${line} of the table of structure names: ${message}`, { path: `${PATH}:${line}` });

const KNOWN: ReadonlySet<string> = new Set(SOURCE_TAXONOMIES.flatMap((taxonomy) => labelNames(taxonomy).map(nameKey)));

function checkColumns(header: readonly string[]): void {
  if (header.length !== 2 || !header.includes('name') || !header.includes('region')) throw invalid(1, 'its columns must be name and region.');
}

/**
 * A user's table of structure names: CSV with the columns `name` and `region`, where a region is a label of some taxonomy. Names that differ
 * only in case, spaces, underscores or hyphens are one. Throws MANIFEST_INVALID, naming the line, and LIMIT_EXCEEDED.
 */
export function parseStructureNames(text: string): StructureNames {
  if (text.length > STRUCTURE_NAMES_LIMIT) {
    throw new VoxseekError('LIMIT_EXCEEDED', `The table of structure names has ${text.length} characters; ${STRUCTURE_NAMES_LIMIT} are allowed.`, { path: PATH });
  }
  const lines = parseRecords<{ readonly name: string; readonly region: string }>(text, { called: 'the table of structure names', kind: 'CSV', path: PATH, onColumns: checkColumns });
  const seen = new Set<string>();
  for (const { info, record } of lines) {
    if (nameKey(record.name) === '') throw invalid(info.lines, 'the name is empty.');
    if (!KNOWN.has(nameKey(record.region))) throw invalid(info.lines, 'the region is no label of any taxonomy.');
    const row = `${nameKey(record.name)}\n${nameKey(record.region)}`;
    if (seen.has(row)) throw invalid(info.lines, 'the same name and region stand there twice.');
    seen.add(row);
  }
  return structureNames(lines.map(({ record }) => record));
}
