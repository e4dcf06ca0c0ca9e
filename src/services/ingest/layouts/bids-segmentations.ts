import { dirname, join, relative, sep } from 'node:path';
import { isVoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { Producer } from '../../ports/records.js';
import { UNKNOWN_PRODUCER } from '../../ports/records.js';
import { allowedPath } from '../allowed-paths.js';
import { isNifti, withoutExtension } from '../default-labels.js';
import { allowedDirectory, walkDirectory } from '../walk-directory.js';
import { parseBidsName } from './bids-names.js';
import type { BidsName } from './bids-names.js';
import type { LayoutDeps } from './laid-out.js';
import { readTable, requiredCell } from './read-table.js';

/** A label map of a pipeline's, with what its values are called. */
export interface BidsSegmentation {
  /** From the directory of the import. */
  readonly item: string;
  readonly path: string;
  readonly name: BidsName;
  /** By value; null where no table explains them. */
  readonly names: Readonly<Record<string, string>> | null;
  readonly producer: Producer;
}

const DESCRIPTION_LIMIT = 1 << 20;

/** Who made the derivatives: the first that `GeneratedBy` names. */
async function producerOf({ source, importRoots }: LayoutDeps, pipeline: string): Promise<Producer> {
  try {
    const text = await source.readText(await allowedPath(source, importRoots, join(pipeline, 'dataset_description.json')), DESCRIPTION_LIMIT);
    const { GeneratedBy: makers } = JSON.parse(text) as { readonly GeneratedBy?: unknown };
    const [maker] = Array.isArray(makers) ? (makers as readonly { readonly Name?: unknown; readonly Version?: unknown }[]) : [];
    if (typeof maker?.Name !== 'string' || maker.Name === '') return UNKNOWN_PRODUCER;
    const version = typeof maker.Version === 'string' && maker.Version !== '' ? maker.Version.slice(0, 200) : null;
    return { kind: /manual/iu.test(maker.Name) ? 'MANUAL' : 'MODEL', name: maker.Name.slice(0, 200), version };
  } catch (error) {
    // Derivatives without a description are no less label maps.
    if (error instanceof SyntaxError || (isVoxseekError(error) && error.code === 'FILE_UNREADABLE')) return UNKNOWN_PRODUCER;
    throw error;
  }
}

/** The table that explains a label map: the one of its own name, else the one that the whole pipeline shares, which is read once. Throws MANIFEST_INVALID. */
async function namesOf(deps: LayoutDeps, tables: Map<string, BidsSegmentation['names']>, pipeline: string, path: string, { entities }: BidsName): Promise<BidsSegmentation['names']> {
  const inherited = ['seg', 'desc', 'atlas'].flatMap((key) => (entities.has(key) ? [`${key}-${entities.get(key) ?? ''}_dseg.tsv`] : []));
  const candidates = [join(dirname(path), `${withoutExtension(path)}.tsv`), ...[...inherited, 'dseg.tsv'].map((name) => join(pipeline, name))];
  for (const candidate of candidates) {
    const known = tables.get(candidate);
    if (known !== undefined) return known;
    if ((await deps.source.kindOf(candidate)) !== 'FILE') continue;
    const table = await readTable(deps, candidate, ['index', 'name']);
    const names = Object.fromEntries(table.rows.map((row) => [requiredCell(table, row, 'index'), requiredCell(table, row, 'name')] as const).filter(([index]) => Number(index) > 0));
    tables.set(candidate, names);
    return names;
  }
  return null;
}

/** The label maps below `derivatives/`, pipeline by pipeline. Throws MANIFEST_INVALID, PATH_NOT_ALLOWED. */
export async function bidsSegmentations(deps: LayoutDeps, directory: string): Promise<readonly BidsSegmentation[]> {
  const { source, importRoots } = deps;
  const derivatives = join(directory, 'derivatives');
  if ((await source.kindOf(derivatives)) !== 'DIRECTORY' || (await allowedDirectory(source, importRoots, derivatives)) === null) return [];
  const found: BidsSegmentation[] = [];
  const tables = new Map<string, BidsSegmentation['names']>();
  for (const { name: pipelineName, kind } of await source.list(derivatives)) {
    const pipeline = join(derivatives, pipelineName);
    if (kind !== 'DIRECTORY' || (await allowedDirectory(source, importRoots, pipeline)) === null) continue;
    const producer = await producerOf(deps, pipeline);
    for (const { path } of (await walkDirectory(source, importRoots, pipeline)).filter((file) => isNifti(file.name))) {
      const name = parseBidsName(withoutExtension(path));
      if (name?.suffix !== 'dseg') continue;
      found.push({ item: relative(directory, path).split(sep).join('/'), path, name, names: await namesOf(deps, tables, pipeline, path, name), producer });
    }
  }
  return found;
}
