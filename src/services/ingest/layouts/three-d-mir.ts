import { basename, join } from 'node:path';
import type { Split, VolumeLabels } from '../../ports/records.js';
import type { ImportItem, LeftOutItem } from '../ingest-service.js';
import { allowedDirectory } from '../walk-directory.js';
import type { LaidOut, LayoutDeps } from './laid-out.js';
import { planMsd } from './msd.js';
import { factsOf, readTable, requiredCell, unreadColumns } from './read-table.js';

/** Where the tables of 3D-MIR may lie, from the directory of the import: as in its repository, or put beside the tasks. */
const PLACES = ['.', '3DMIR_labels', 'Data_Splits', 'Data', 'Data/3DMIR_labels', 'Data/Data_Splits', '3D-MIR/Data', '3D-MIR/Data/3DMIR_labels', '3D-MIR/Data/Data_Splits'];
const LABELS = /^[a-z]+_labels_and_captions\.csv$/u;
const SPLIT = /^(?<organ>[a-z]+)_full_(?<part>train|test)_split\.csv$/u;

/** What of a table of labels is kept. Its captions are texts that a language model wrote, and no facts. */
const FACTS = ['organ', 'max_tumor_size', 'number_tumors', 'lesion_group', 'cancer_flag'] as const;

/** Of one organ's benchmark; a scan that both tables name is in neither split. */
type Part = 'train' | 'test' | 'train and test';

interface Told {
  readonly labels: Map<string, VolumeLabels>;
  /** By scan: the part of each organ's benchmark that it is in. */
  readonly parts: Map<string, Map<string, Part>>;
  readonly remarks: Set<string>;
}

/** The tables of labels and of splits, by path. */
export async function mirTables({ source, importRoots }: LayoutDeps, directory: string): Promise<{ readonly labels: readonly string[]; readonly splits: readonly string[] }> {
  const paths: string[] = [];
  for (const place of PLACES) {
    const path = join(directory, place);
    if ((await source.kindOf(path)) !== 'DIRECTORY' || (await allowedDirectory(source, importRoots, path)) === null) continue;
    paths.push(...(await source.list(path)).filter(({ kind }) => kind === 'FILE').map(({ name }) => join(path, name)));
  }
  return { labels: paths.filter((path) => LABELS.test(basename(path))), splits: paths.filter((path) => SPLIT.test(basename(path))) };
}

async function readTables(deps: LayoutDeps, directory: string): Promise<Told> {
  const told: Told = { labels: new Map(), parts: new Map(), remarks: new Set() };
  const { labels, splits } = await mirTables(deps, directory);
  for (const path of labels) {
    const table = await readTable(deps, path, ['name', 'organ', 'lesion_group']);
    for (const row of table.rows) told.labels.set(requiredCell(table, row, 'name'), factsOf(table, row, FACTS));
    const unread = unreadColumns({ ...table, name: 'the tables of labels' }, ['name', ...FACTS]);
    if (unread !== null) told.remarks.add(unread);
  }
  for (const path of splits) {
    const { organ = '', part } = SPLIT.exec(basename(path))?.groups ?? {};
    const table = await readTable(deps, path, []);
    // The scan comes last, in some tables behind a number; the header calls its column by the part.
    const column = table.columns.at(-1) ?? '';
    for (const row of table.rows) {
      const scan = requiredCell(table, row, column);
      const own = told.parts.get(scan) ?? new Map<string, Part>();
      const known = own.get(organ);
      const stated = part === 'test' ? 'test' : 'train';
      told.parts.set(scan, own.set(organ, known === undefined || known === stated ? stated : 'train and test'));
    }
  }
  return told;
}

const PARTS: Readonly<Record<Part, Split>> = { train: 'TRAIN', test: 'TEST', 'train and test': 'NONE' };

/**
 * The scans of the Decathlon that the 3D-MIR benchmark (arXiv 2311.13752) is made of, with its labels. The split is that of a scan's own
 * organ; other organs' benchmarks have it as a distractor, which the labels `3dmir_<organ>` say. Throws as `planMsd`.
 */
export async function planThreeDMir(deps: LayoutDeps, directory: string): Promise<LaidOut> {
  const told = await readTables(deps, directory);
  const { items, refused, leftOut, remarks } = await planMsd(deps, directory);
  const known = new Set([...told.labels.keys(), ...told.parts.keys()]);
  const scanOf = ({ item }: Pick<ImportItem, 'item'>): string => basename(item);
  const kept = items.filter((item) => known.has(scanOf(item)));
  const here = new Set([...items, ...refused].map(scanOf));
  const labelled = kept.map((item): ImportItem => {
    const scan = scanOf(item);
    const parts = told.parts.get(scan) ?? new Map<string, Part>();
    const own = parts.get(scan.split('_')[0] ?? '');
    const memberships = Object.fromEntries([...parts].map(([organ, part]) => [`3dmir_${organ}`, part]));
    return { ...item, split: own === undefined ? 'NONE' : PARTS[own], labels: { ...item.labels, ...told.labels.get(scan), ...memberships } };
  });
  const strangers = [...items, ...refused].filter((item) => !known.has(scanOf(item))).map(({ item }): LeftOutItem => ({ item, reason: 'No table of 3D-MIR names it.' }));
  const absent = [...known].filter((scan) => !here.has(scan)).sort().map((scan): LeftOutItem => ({ item: scan, reason: '3D-MIR names it, and no task here has it.' }));
  return { items: labelled, refused: refused.filter((item) => known.has(scanOf(item))), leftOut: [...leftOut, ...strangers, ...absent], remarks: [...remarks, ...told.remarks] };
}
