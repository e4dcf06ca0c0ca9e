import { join } from 'node:path';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import { groupBy } from '../../../domain/group-by.js';
import { UNKNOWN_PRODUCER } from '../../ports/records.js';
import { allowedPath } from '../allowed-paths.js';
import { isNifti, withoutExtension } from '../default-labels.js';
import type { ImportItem, LeftOutItem } from '../ingest-service.js';
import { allowedDirectory } from '../walk-directory.js';
import { parseBidsName, scanKey, sourceKey } from './bids-names.js';
import type { BidsName } from './bids-names.js';
import { bidsSegmentations } from './bids-segmentations.js';
import { gather } from './gather.js';
import type { LaidOut, LayoutDeps } from './laid-out.js';
import { coveredBy, taxonomyOfNames } from './named-labels.js';
import { factsOf, readTable, requiredCell, splitOf, unreadColumns } from './read-table.js';
import type { Table, TableRow } from './read-table.js';

export const BIDS_DESCRIPTION = 'dataset_description.json';
const DESCRIPTION_LIMIT = 1 << 20;
const PARTICIPANTS = 'participants.tsv';

/** What of participants.tsv is kept. Whatever else it holds, age and sex among it, is of the person, or nobody knows of what. */
const FACTS = ['group', 'diagnosis', 'pathology', 'study_type', 'site', 'institute'] as const;

interface FoundScan {
  readonly item: string;
  readonly path: string;
  readonly name: BidsName;
  readonly participant: string;
}

/** Labels of participants are unique within a data set only: its name goes before them. Throws MANIFEST_INVALID. */
async function nameOfDataset({ source, importRoots }: LayoutDeps, directory: string): Promise<string> {
  const missing = (cause?: unknown): VoxseekError =>
    new VoxseekError('MANIFEST_INVALID', `${BIDS_DESCRIPTION} must give the data set a Name: participants of different data sets are told apart by it.`, { path: BIDS_DESCRIPTION, cause });
  const path = join(directory, BIDS_DESCRIPTION);
  if ((await source.kindOf(path)) !== 'FILE') throw missing();
  const text = await source.readText(await allowedPath(source, importRoots, path), DESCRIPTION_LIMIT);
  try {
    const { Name: name } = JSON.parse(text) as { readonly Name?: unknown };
    if (typeof name === 'string' && name.trim() !== '') return name.trim();
  } catch (error) {
    throw missing(error);
  }
  throw missing();
}

/** Scans of the participants: `sub-<label>/[ses-<label>/](ct|anat)/*_ct.nii.gz`. */
async function scansOf({ source, importRoots }: LayoutDeps, directory: string): Promise<{ readonly scans: readonly FoundScan[]; readonly leftOut: readonly LeftOutItem[] }> {
  const scans: FoundScan[] = [];
  const leftOut: LeftOutItem[] = [];
  const enter = async (path: string, item: string, participant: string): Promise<void> => {
    if ((await allowedDirectory(source, importRoots, path)) === null) return;
    for (const entry of await source.list(path)) {
      const [inner, innerItem] = [join(path, entry.name), `${item}/${entry.name}`];
      if (entry.kind === 'DIRECTORY' && (entry.name.startsWith("ses-") || entry.name === 'ct' || entry.name === 'anat')) await enter(inner, innerItem, participant);
      if (entry.kind === 'DIRECTORY' || !isNifti(entry.name)) continue;
      const name = parseBidsName(withoutExtension(entry.name));
      if (name?.suffix !== 'ct') leftOut.push({ item: innerItem, reason: 'Its name does not end in _ct.' });
      else if (name.entities.get('sub') !== participant.slice('sub-'.length)) leftOut.push({ item: innerItem, reason: 'Its name is of another participant than its directory.' });
      else scans.push({ item: innerItem, path: inner, name, participant });
    }
  };
  for (const { name, kind } of await source.list(directory)) {
    if (kind === 'DIRECTORY' && name.startsWith("sub-")) await enter(join(directory, name), name, name);
  }
  return { scans, leftOut };
}

async function participantsOf(deps: LayoutDeps, directory: string): Promise<{ readonly table: Table; readonly rows: ReadonlyMap<string, TableRow> } | null> {
  const path = join(directory, PARTICIPANTS);
  if ((await deps.source.kindOf(path)) !== 'FILE') return null;
  const table = await readTable(deps, path, ['participant_id']);
  return { table, rows: new Map(table.rows.map((row) => [requiredCell(table, row, 'participant_id'), row])) };
}

/** A data set in BIDS: participants are patients, sessions studies, `dseg` derivatives label maps. Throws MANIFEST_INVALID, PATH_NOT_ALLOWED, FILE_UNREADABLE. */
export async function planBids(deps: LayoutDeps, directory: string): Promise<LaidOut> {
  const dataset = await nameOfDataset(deps, directory);
  const { scans, leftOut } = await scansOf(deps, directory);
  const participants = await participantsOf(deps, directory);
  const segmentations = await bidsSegmentations(deps, directory);
  const ofScan = groupBy(segmentations, ({ name }) => sourceKey(name));
  const used = new Set<string>();
  const itemOf = async ({ item, path, name, participant }: FoundScan): Promise<ImportItem> => {
    const own = ofScan.get(scanKey(name))?.[0];
    if (own !== undefined) used.add(own.item);
    const names = own?.names ?? null;
    const taxonomy = names === null ? null : taxonomyOfNames(Object.values(names));
    const labelSource = own === undefined || names === null || taxonomy === null ? null : ({ kind: 'NAMED_MAP', path: await allowedPath(deps.source, deps.importRoots, own.path), taxonomy, valueNames: names } as const);
    const row = participants?.rows.get(participant);
    const patient = `bids/${dataset}/${participant}`;
    return {
      item,
      source: { kind: 'FILE', path: await allowedPath(deps.source, deps.importRoots, path) },
      // A participant's label may be what a hospital knows the patient by.
      name: null,
      patient: { kind: 'KEY', key: patient },
      study: { kind: 'KEY', key: `${patient}/ses-${name.entities.get('ses') ?? ''}` },
      split: participants === null || row === undefined ? 'NONE' : splitOf(participants.table, row),
      labels: participants === null || row === undefined ? {} : factsOf(participants.table, row, FACTS),
      labelSource,
      producer: labelSource === null ? UNKNOWN_PRODUCER : (own?.producer ?? UNKNOWN_PRODUCER),
      covers: labelSource === null ? null : coveredBy(labelSource.taxonomy, Object.values(labelSource.valueNames)),
      derivedFrom: [],
    };
  };
  const gathered = await gather(scans, ({ item }) => item, itemOf);
  const unexplained = segmentations.filter(({ item, names }) => used.has(item) && (names === null || taxonomyOfNames(Object.values(names)) === null));
  const unread = participants === null ? null : unreadColumns(participants.table, ['participant_id', 'split', ...FACTS]);
  const idle = segmentations.filter(({ item }) => !used.has(item)).map(({ item }): LeftOutItem => ({ item, reason: 'It is of no scan here, or another label map of its scan comes first.' }));
  return {
    ...gathered,
    leftOut: [...leftOut, ...idle],
    remarks: [...(unread === null ? [] : [unread]), ...(unexplained.length === 0 ? [] : [`No table explains the values of ${unexplained.length} label maps in the words of a taxonomy: their scans are imported without them.`])],
  };
}
