import { data } from 'dcmjs';

interface Entry {
  readonly name: string;
  readonly vr: string;
}

/** The data dictionary of the standard (PS3.6), by `(GGGG,EEEE)`. */
const ENTRIES = data.DicomMetaDictionary.dictionary as Readonly<Record<string, Entry | undefined>>;

function entryOf(tag: number): Entry | undefined {
  const hex = tag.toString(16).padStart(8, '0').toUpperCase();
  return ENTRIES[`(${hex.slice(0, 4)},${hex.slice(4)})`];
}

/** The keyword of a tag; null for one that the dictionary lacks, such as a private one. */
export const keywordOf = (tag: number): string | null => entryOf(tag)?.name ?? null;

/** Whether the dictionary has the tag as a sequence, for files that do not say. */
export const isSequenceTag = (tag: number): boolean => entryOf(tag)?.vr === 'SQ';
