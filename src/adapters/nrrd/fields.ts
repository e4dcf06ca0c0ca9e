import { VoxseekError } from '../../domain/errors/voxseek-error.js';

/** The lines of an NRRD header: fields (`key: value`) and what the writer added (`key:=value`), as they stand there. */
export interface NrrdFields {
  /** By lower-case name, single spaces. */
  readonly fields: ReadonlyMap<string, string>;
  readonly pairs: ReadonlyMap<string, string>;
}

const corrupt = (message: string): VoxseekError => new VoxseekError('FILE_CORRUPT', `The NRRD header ${message}.`);

/** Names of a field that mean the same. */
const ALIASES: Readonly<Record<string, string>> = { datafile: 'data file', lineskip: 'line skip', byteskip: 'byte skip', centerings: 'centers' };

/** Bytes of the header that a text begins with, or null where it does not end in it; a detached header ends with its file. */
export function headerLength(text: string, whole: boolean): number | null {
  const blank = /\r?\n\r?\n/u.exec(text);
  if (blank !== null) return blank.index + blank[0].length;
  return whole ? text.length : null;
}

/** Reads the lines of a header, Latin-1. Throws FILE_CORRUPT. */
export function parseFields(header: string): NrrdFields {
  const [magic = '', ...lines] = header.split(/\r?\n/u);
  if (!/^NRRD000[1-5]$/u.test(magic.trimEnd())) throw corrupt(`begins with a version that is not known: 1 to 5 are read`);
  const fields = new Map<string, string>();
  const pairs = new Map<string, string>();
  for (const [index, line] of lines.entries()) {
    if (line === '' || line.startsWith('#')) continue;
    const parts = /^(?<key>[^:]+):(?<kind>=| ?)(?<value>.*)$/u.exec(line)?.groups;
    if (parts?.key === undefined) throw corrupt(`has a line ${index + 2} that is no field`);
    const value = (parts.value ?? '').trim();
    if (parts.kind === '=') pairs.set(parts.key.trim(), value);
    else {
      const key = parts.key.trim().toLowerCase().replace(/\s+/gu, ' ');
      const name = ALIASES[key] ?? key;
      if (fields.has(name)) throw corrupt(`states ${name} twice`);
      fields.set(name, value);
    }
  }
  return { fields, pairs };
}

/** Text that the header holds as UTF-8. */
export const textOf = (value: string): string => Buffer.from(value, 'latin1').toString('utf8');
