import { parse } from 'csv-parse/sync';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';

export interface CsvRecord<Cells> {
  readonly info: { readonly lines: number };
  readonly record: Cells;
}

interface CsvText {
  /** How messages call it, e.g. `the manifest`, and what it should be, e.g. `CSV`. */
  readonly called: string;
  readonly kind: string;
  /** What stands before the line in the path of an error. */
  readonly path: string;
  readonly delimiter?: string;
  /** Whether lines may end before their last columns. */
  readonly shortLines?: boolean;
  /** Sees the header line; may throw. */
  readonly onColumns: (columns: readonly string[]) => void;
}

/** The records of a table with a header line, UTF-8; empty lines are none. Throws MANIFEST_INVALID naming the line, and what `onColumns` throws. */
export function parseRecords<Cells>(text: string, { called, kind, path, delimiter = ',', shortLines = false, onColumns }: CsvText): readonly CsvRecord<Cells>[] {
  try {
    return parse(text, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      trim: true,
      delimiter,
      relax_column_count_less: shortLines,
      columns: (header: string[]) => {
        onColumns(header);
        return header;
      },
    }) as unknown as readonly CsvRecord<Cells>[];
  } catch (error) {
    if (error instanceof VoxseekError) throw error;
    const line = error instanceof Error && 'lines' in error && typeof error.lines === 'number' ? error.lines : 1;
    throw new VoxseekError('MANIFEST_INVALID', `Line ${line} of ${called} cannot be parsed as ${kind}.`, { path: `${path}:${line}`, cause: error });
  }
}
