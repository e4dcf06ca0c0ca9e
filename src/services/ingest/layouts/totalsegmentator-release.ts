import { join } from 'node:path';
import type { ImportItem, ImportPlan } from '../ingest-service.js';
import { requiredCell, factsOf, invalidTable, readTable, splitOf, unreadColumns } from './read-table.js';
import type { Table, TableRow } from './read-table.js';
import type { LaidOut, LayoutDeps } from './laid-out.js';

const META = 'meta.csv';

/**
 * What of meta.csv is kept: facts of the scan and of the disease. Age and gender are facts of the person, who beside institute,
 * scanner and pathology could be told by them; they are read by nobody.
 */
const FACTS = ['institute', 'study_type', 'manufacturer', 'scanner_model', 'kvp', 'pathology', 'pathology_location'] as const;

/** Subjects of a release have such names; a directory of another name may bear that of a patient. */
const SUBJECT = /^s\d{4}$/u;

export interface Release {
  readonly table: Table;
  readonly rows: ReadonlyMap<string, TableRow>;
}

/** The table of subjects beside the cases of a published release, v1 or v2; null where there is none. Throws MANIFEST_INVALID. */
export async function readRelease(deps: LayoutDeps, directory: string): Promise<Release | null> {
  const path = join(directory, META);
  if ((await deps.source.kindOf(path)) !== 'FILE') return null;
  const table = await readTable(deps, path, ['image_id', 'split']);
  const rows = new Map<string, TableRow>();
  for (const row of table.rows) {
    const subject = requiredCell(table, row, 'image_id');
    if (rows.has(subject)) throw invalidTable(META, row.line, `the subject "${subject}" stands there twice.`);
    rows.set(subject, row);
  }
  return { table, rows };
}

const subjectOf = ({ item }: Pick<ImportItem, 'item'>): string => item.split('/')[0] ?? '';

/** The cases as the release tells of them: a subject is a patient, the same in v1 and v2. Throws MANIFEST_INVALID. */
export function withRelease({ items, refused }: Pick<ImportPlan, 'items' | 'refused'>, { table, rows }: Release): LaidOut {
  const told = items.map((item): ImportItem => {
    const subject = subjectOf(item);
    const row = rows.get(subject);
    if (row === undefined) return item;
    const identity = { name: SUBJECT.test(subject) ? subject : null, patient: { kind: 'KEY', key: `totalsegmentator/${subject}` } as const };
    return { ...item, ...identity, split: splitOf(table, row), labels: factsOf(table, row, FACTS) };
  });
  const here = new Set([...items, ...refused].map(subjectOf));
  const untold = items.filter((item) => !rows.has(subjectOf(item))).length;
  const unread = unreadColumns(table, ['image_id', 'split', ...FACTS]);
  return {
    items: told,
    refused,
    leftOut: [...rows.keys()].filter((subject) => !here.has(subject)).map((subject) => ({ item: subject, reason: `${META} names it, and it has no CT here.` })),
    remarks: [...(unread === null ? [] : [unread]), ...(untold === 0 ? [] : [`${untold} cases stand in no line of ${META}: each is taken for a patient of its own, without split and labels.`])],
  };
}
