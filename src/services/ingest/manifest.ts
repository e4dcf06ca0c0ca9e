import { labelNames, SOURCE_TAXONOMIES } from '../../domain/anatomy/labels.js';
import type { SourceTaxonomy } from '../../domain/anatomy/taxonomy.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { Producer, Split, VolumeLabels } from '../ports/records.js';
import { parseRecords } from './parse-records.js';

/** One line of a manifest; paths as they stand there, relative to the manifest's directory or absolute. */
export interface ManifestRow {
  readonly line: number;
  readonly file: string;
  readonly patient: string | null;
  readonly study: string | null;
  readonly split: Split;
  readonly name: string | null;
  readonly segmentation: string | null;
  readonly taxonomy: SourceTaxonomy | null;
  readonly producer: Producer | null;
  readonly covers: readonly string[] | null;
  readonly derivedFrom: readonly string[];
  readonly labels: VolumeLabels;
}

const COLUMNS = ['file', 'patient', 'study', 'split', 'name', 'segmentation', 'taxonomy', 'producer', 'covers', 'derived_from'] as const;
const LABEL_PREFIX = 'label:';
const SPLITS: readonly Split[] = ['TRAIN', 'VALIDATION', 'TEST', 'NONE'];
const PRODUCERS: readonly Producer['kind'][] = ['MANUAL', 'MODEL', 'GENERATOR'];

type Cells = Readonly<Record<string, string>>;

const invalid = (line: number, message: string): VoxseekError =>
  new VoxseekError('MANIFEST_INVALID', `Line ${line} of the manifest: ${message}`, { path: `manifest:${line}` });

/** Values may stand in a cell as a list with semicolons between. */
const listOf = (cell: string): readonly string[] =>
  cell
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');

function oneOf<T extends string>(line: number, column: string, cell: string, allowed: readonly T[]): T {
  const value = allowed.find((candidate) => candidate === cell.toUpperCase());
  if (value === undefined) throw invalid(line, `${column} must be one of ${allowed.join(', ')}.`);
  return value;
}

/** `KIND:name@version`, where the version may be left out. */
function producerOf(line: number, cell: string): Producer {
  const parts = /^(?<kind>[A-Za-z]+):(?<name>[^@]+)(?:@(?<version>.+))?$/u.exec(cell)?.groups;
  if (parts?.kind === undefined || parts.name === undefined) {
    throw invalid(line, 'producer must be written KIND:name@version, as in MODEL:TotalSegmentator@2.18.0.');
  }
  return { kind: oneOf(line, 'producer', parts.kind, PRODUCERS), name: parts.name.trim(), version: parts.version?.trim() ?? null };
}

function coversOf(line: number, cell: string, taxonomy: SourceTaxonomy | null): readonly string[] {
  const covers = listOf(cell);
  const stranger = taxonomy === null ? undefined : covers.find((label) => !labelNames(taxonomy).includes(label));
  if (stranger !== undefined) throw invalid(line, `covers names a class that is no label of ${taxonomy}.`);
  return covers;
}

function rowOf(cells: Cells, line: number): ManifestRow {
  const cell = (column: (typeof COLUMNS)[number]): string | null => {
    const text = cells[column]?.trim() ?? '';
    return text === '' ? null : text;
  };
  const file = cell('file');
  if (file === null) throw invalid(line, 'file is empty.');
  const [split, taxonomyCell, producer, covers, study] = [cell('split'), cell('taxonomy'), cell('producer'), cell('covers'), cell('study')];
  const patient = cell('patient');
  if (study !== null && patient === null) throw invalid(line, 'study is given without patient.');
  const taxonomy = taxonomyCell === null ? null : oneOf(line, 'taxonomy', taxonomyCell, SOURCE_TAXONOMIES);
  const labels = Object.entries(cells).flatMap(([column, value]): readonly (readonly [string, string])[] =>
    column.startsWith(LABEL_PREFIX) && value.trim() !== '' ? [[column.slice(LABEL_PREFIX.length).trim(), value.trim()]] : [],
  );
  return {
    line,
    file,
    patient,
    study,
    split: split === null ? 'NONE' : oneOf(line, 'split', split, SPLITS),
    name: cell('name'),
    segmentation: cell('segmentation'),
    taxonomy,
    producer: producer === null ? null : producerOf(line, producer),
    covers: covers === null ? null : coversOf(line, covers, taxonomy),
    derivedFrom: listOf(cell('derived_from') ?? ''),
    labels: Object.fromEntries(labels),
  };
}

function checkColumns(columns: readonly string[]): void {
  if (!columns.includes('file')) throw invalid(1, `there is no column "file". Known columns: ${COLUMNS.join(', ')}, ${LABEL_PREFIX}<name>.`);
  const known = (column: string): boolean =>
    (COLUMNS as readonly string[]).includes(column) || (column.startsWith(LABEL_PREFIX) && column.length > LABEL_PREFIX.length);
  const stranger = columns.find((column) => !known(column));
  if (stranger !== undefined) throw invalid(1, `the column "${stranger}" is unknown. Known columns: ${COLUMNS.join(', ')}, ${LABEL_PREFIX}<name>.`);
  const twice = columns.find((column, index) => columns.indexOf(column) !== index);
  if (twice !== undefined) throw invalid(1, `the column "${twice}" stands there twice.`);
}

/** Reads a manifest (CSV with a header line, see docs/manifest.md). Throws MANIFEST_INVALID, naming the line. */
export function parseManifest(text: string): readonly ManifestRow[] {
  const records = parseRecords<Cells>(text, { called: 'the manifest', kind: 'CSV', path: 'manifest', onColumns: checkColumns });
  const rows = records.map(({ record, info }) => rowOf(record, info.lines));
  const seen = new Set<string>();
  for (const { file, line } of rows) {
    if (seen.has(file)) throw invalid(line, `the file "${file}" stands there twice.`);
    seen.add(file);
  }
  return rows;
}
