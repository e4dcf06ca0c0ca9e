import { basename } from 'node:path';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { Split } from '../../ports/records.js';
import { allowedPath } from '../allowed-paths.js';
import { parseRecords } from '../parse-records.js';
import type { LayoutDeps } from './laid-out.js';

const TABLE_LIMIT = 64 << 20;
/** Longer than this no fact of a volume may be. */
const LONGEST_FACT = 200;

export interface TableRow {
  readonly line: number;
  /** By column; what is missing or says that it is missing is left out. */
  readonly cells: ReadonlyMap<string, string>;
}

export interface Table {
  /** How errors name it. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

/** What published tables write where they know nothing. */
const MISSING: ReadonlySet<string> = new Set(['', 'n/a', 'na', 'nan', 'none', 'null']);

export const invalidTable = (name: string, line: number, message: string): VoxseekError =>
  new VoxseekError('MANIFEST_INVALID', `Line ${line} of ${name}: ${message}`, { path: `${name}:${line}` });

/** Semicolons, tabs or commas: what the header line has most of. */
function delimiterOf(text: string): string {
  const [header = ''] = text.split('\n', 1);
  return [',', ';', '\t'].reduce((best, one) => (header.split(one).length > header.split(best).length ? one : best));
}

/** A table with a header line, UTF-8. Throws MANIFEST_INVALID naming the line, FILE_UNREADABLE, FILE_TOO_LARGE, PATH_NOT_ALLOWED. */
export async function readTable({ source, importRoots }: LayoutDeps, path: string, required: readonly string[]): Promise<Table> {
  const name = basename(path);
  const text = await source.readText(await allowedPath(source, importRoots, path), TABLE_LIMIT);
  let columns: readonly string[] = [];
  const onColumns = (header: readonly string[]): void => {
    columns = header;
  };
  const records = parseRecords<Readonly<Record<string, string>>>(text, { called: name, kind: 'a table', path: name, delimiter: delimiterOf(text), shortLines: true, onColumns });
  const missing = required.find((column) => !columns.includes(column));
  if (missing !== undefined) throw invalidTable(name, 1, `there is no column "${missing}".`);
  const rows = records.map(({ record, info }) => ({ line: info.lines, cells: new Map(Object.entries(record).filter(([, cell]) => !MISSING.has(cell.toLowerCase()))) }));
  return { name, columns, rows };
}

/** The cell, which must be there. Throws MANIFEST_INVALID. */
export function requiredCell({ name }: Table, { line, cells }: TableRow, column: string): string {
  const cell = cells.get(column);
  if (cell === undefined) throw invalidTable(name, line, `${column} is empty.`);
  return cell;
}

const SPLITS: Readonly<Record<string, Split>> = { train: 'TRAIN', training: 'TRAIN', val: 'VALIDATION', validation: 'VALIDATION', test: 'TEST', testing: 'TEST' };

/** The split that a row states; NONE where it states none. Throws MANIFEST_INVALID. */
export function splitOf({ name }: Table, { line, cells }: TableRow): Split {
  const cell = cells.get('split');
  if (cell === undefined) return 'NONE';
  const split = SPLITS[cell.toLowerCase()];
  if (split === undefined) throw invalidTable(name, line, `split is "${cell}"; it must be one of ${Object.keys(SPLITS).join(', ')}.`);
  return split;
}

/** The facts of these columns, as they stand there. Throws MANIFEST_INVALID for one that is too long to be a fact. */
export function factsOf({ name }: Table, { line, cells }: TableRow, columns: readonly string[]): Readonly<Record<string, string>> {
  const facts = columns.flatMap((column): readonly (readonly [string, string])[] => {
    const cell = cells.get(column);
    return cell === undefined ? [] : [[column, cell]];
  });
  const long = facts.find(([, value]) => value.length > LONGEST_FACT);
  if (long !== undefined) throw invalidTable(name, line, `${long[0]} has more than ${LONGEST_FACT} characters.`);
  return Object.fromEntries(facts);
}

/** Says which columns of a table are not kept; null where all are. */
export function unreadColumns({ name, columns }: Table, read: readonly string[]): string | null {
  const unread = columns.filter((column) => column !== '' && !read.includes(column));
  return unread.length === 0 ? null : `Of ${name} these columns are not kept: ${unread.join(', ')}.`;
}
