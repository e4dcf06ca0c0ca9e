import { VoxseekError } from '../errors/voxseek-error.js';

/** What a query may name, by DICOM keyword, and whether it is matched on studies or on series. */
export const QUERY_KEYS = {
  PatientID: 'STUDY',
  StudyDate: 'STUDY',
  AccessionNumber: 'STUDY',
  StudyDescription: 'STUDY',
  StudyInstanceUID: 'STUDY',
  ModalitiesInStudy: 'STUDY',
  SeriesDescription: 'SERIES',
  SeriesInstanceUID: 'SERIES',
  BodyPartExamined: 'SERIES',
} as const satisfies Record<string, 'STUDY' | 'SERIES'>;

export type QueryKey = keyof typeof QUERY_KEYS;

/** Which series to import. Values hold patient data: sealed wherever they are kept, and in no log. */
export type DicomWebQuery = Readonly<Partial<Record<QueryKey, string>>>;

const LONGEST_VALUE = 256;
const DATE = /^(?:\d{8}|\d{8}-|-\d{8}|\d{8}-\d{8})$/u;
const UID = /^[0-9]+(?:\.[0-9]+)*$/u;
const LONGEST_UID = 64;

const isKey = (name: string): name is QueryKey => Object.hasOwn(QUERY_KEYS, name);
/** UIDs become parts of addresses: nothing but digits and dots passes. */
export const isUid = (value: string): boolean => value.length <= LONGEST_UID && UID.test(value);

/** Messages name the key alone: its value may be a patient's. */
function checked(key: QueryKey, value: string): string {
  const wrong = (expected: string): VoxseekError => new VoxseekError('INVALID_INPUT', `query: ${key} must be ${expected}.`, { path: `query.${key}` });
  if (value === '' || value.length > LONGEST_VALUE) throw wrong(`1 … ${LONGEST_VALUE} characters`);
  if (/[\p{Cc}\\]/u.test(value)) throw wrong('one value without control characters and backslashes');
  if (/^[*?]+$/u.test(value)) throw wrong('more than wildcards: leave it out to match all');
  if (key === 'StudyDate' && !DATE.test(value)) throw wrong('YYYYMMDD, YYYYMMDD-, -YYYYMMDD or YYYYMMDD-YYYYMMDD');
  if ((key === 'StudyInstanceUID' || key === 'SeriesInstanceUID') && !isUid(value)) throw wrong('a UID');
  return value;
}

/**
 * The query that pairs of key and value make, in the order of `QUERY_KEYS`, so that the same query is the same however it was
 * written. `*` and `?` are wildcards in texts. Throws INVALID_INPUT; an empty query is refused, lest an archive be taken whole by mistake.
 */
export function toDicomWebQuery(pairs: readonly { readonly key: string; readonly value: string }[]): DicomWebQuery {
  const given = new Map<QueryKey, string>();
  for (const { key, value } of pairs) {
    if (!isKey(key)) throw new VoxseekError('INVALID_INPUT', `query: the key is unknown. Known keys: ${Object.keys(QUERY_KEYS).join(', ')}.`, { path: 'query' });
    if (given.has(key)) throw new VoxseekError('INVALID_INPUT', `query: ${key} is given twice.`, { path: `query.${key}` });
    given.set(key, checked(key, value.trim()));
  }
  if (given.size === 0) throw new VoxseekError('INVALID_INPUT', `query: nothing is asked for. Name at least one of ${Object.keys(QUERY_KEYS).join(', ')}.`, { path: 'query' });
  const keys = Object.keys(QUERY_KEYS) as QueryKey[];
  return Object.fromEntries(keys.filter((key) => given.has(key)).map((key) => [key, given.get(key) ?? '']));
}
