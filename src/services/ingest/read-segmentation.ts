import { join } from 'node:path';
import { countRegions } from '../../domain/anatomy/count-regions.js';
import { labelByName, labelByValue, labelNames, valueOfLabel } from '../../domain/anatomy/labels.js';
import type { CanonicalGrid, CanonicalLabels } from '../../domain/geometry/volume.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ImportSource } from '../ports/import-source.js';
import type { ImportNote, RegionCounts, UnknownLabel } from '../ports/records.js';
import type { ReadOptions, VolumeReader } from '../ports/volume-reader.js';
import { allowedPath } from './allowed-paths.js';
import { isNifti, withoutExtension } from './default-labels.js';
import type { LabelSource } from './ingest-service.js';
import { coveredBy } from './layouts/named-labels.js';
import { createMaskPainter } from './mask-painter.js';
import { onGrid } from './on-grid.js';
import { relabel } from './relabel.js';

/** A label map on the grid of its volume, with what it says. */
export interface ReadSegmentation {
  readonly labels: CanonicalLabels;
  readonly covers: readonly string[];
  readonly regions: readonly RegionCounts[];
  readonly unknownLabels: readonly UnknownLabel[];
  readonly notes: readonly ImportNote[];
}

interface SegmentationDeps {
  readonly reader: VolumeReader;
  readonly source: ImportSource;
  readonly importRoots: readonly string[];
}

/** Values of labels that the taxonomy does not know lie from here on in maps made of a directory of masks. */
const FIRST_UNKNOWN_VALUE = 1001;

interface NamedLabels {
  readonly labels: CanonicalLabels;
  /** Names of values that no taxonomy knows, where a file bore one. */
  readonly strangers: ReadonlyMap<number, string>;
  /** Labels looked for, unless the importer says so. */
  readonly covers: readonly string[];
  readonly notes: readonly ImportNote[];
}

async function readDirectory(deps: SegmentationDeps, grid: CanonicalGrid, source: LabelSource, options: ReadOptions): Promise<NamedLabels> {
  const files = (await deps.source.list(source.path)).filter(({ name, kind }) => kind === 'FILE' && isNifti(name));
  if (files.length === 0) throw new VoxseekError('NOTHING_TO_IMPORT', 'The directory has no mask: .nii or .nii.gz files were looked for.', { path: source.path });
  const painter = createMaskPainter(grid);
  const strangers = new Map<number, string>();
  const covers = new Set<string>();
  for (const { name } of files) {
    const label = labelByName(source.taxonomy, withoutExtension(name));
    const value = label === null ? FIRST_UNKNOWN_VALUE + strangers.size : (valueOfLabel(source.taxonomy, label) ?? 0);
    if (label === null) strangers.set(value, withoutExtension(name));
    else covers.add(label);
    const path = await allowedPath(deps.source, deps.importRoots, join(source.path, name));
    const mask = onGrid(grid, await deps.reader.readLabels(path, options), name);
    painter.paint(mask.labels, value, label !== null);
  }
  const overlap = painter.overlapping();
  const notes: readonly ImportNote[] =
    overlap === 0 ? [] : [{ kind: 'OVERLAPPING_MASKS', message: `${overlap} voxels are in more than one mask; each went to the smallest of them.` }];
  return { labels: { ...grid, labels: painter.labels }, strangers, covers: labelNames(source.taxonomy).filter((label) => covers.has(label)), notes };
}

async function readMap(deps: SegmentationDeps, grid: CanonicalGrid, source: LabelSource, options: ReadOptions): Promise<NamedLabels> {
  const labels = onGrid(grid, await deps.reader.readLabels(source.path, options), source.path);
  if (source.kind === 'NAMED_MAP') {
    const read = relabel(labels.labels, source.names, source.taxonomy, FIRST_UNKNOWN_VALUE);
    return { labels: { ...labels, labels: read.labels }, strangers: read.strangers, covers: coveredBy(source.taxonomy, Object.values(source.names)), notes: [] };
  }
  return { labels, strangers: new Map(), covers: labelNames(source.taxonomy), notes: [] };
}

function checkedCovers(source: LabelSource, covers: readonly string[]): readonly string[] {
  const stranger = covers.find((label) => !labelNames(source.taxonomy).includes(label));
  if (stranger !== undefined) {
    throw new VoxseekError('UNKNOWN_LABEL', `covers names "${stranger}", which is no label of ${source.taxonomy}.`, { path: 'covers' });
  }
  return labelNames(source.taxonomy).filter((label) => covers.includes(label));
}

/**
 * Reads the labels of a volume. Labels that the taxonomy does not know are kept in the map and reported; where it knows none,
 * the taxonomy is the wrong one. An empty map stands only where `covers` says what was looked for. Throws the codes of
 * `VolumeReader`, MASK_GEOMETRY_MISMATCH, EMPTY_MASK, UNKNOWN_LABEL, NOTHING_TO_IMPORT, PATH_NOT_ALLOWED.
 */
export async function readSegmentation(
  deps: SegmentationDeps,
  grid: CanonicalGrid,
  source: LabelSource,
  declared: readonly string[] | null,
  options: ReadOptions,
): Promise<ReadSegmentation> {
  const covers = declared === null ? null : checkedCovers(source, declared);
  const read = await (source.kind === 'MASK_DIRECTORY' ? readDirectory(deps, grid, source, options) : readMap(deps, grid, source, options));
  const counts = countRegions(read.labels);
  if (counts.size === 0 && covers === null) {
    throw new VoxseekError('EMPTY_MASK', 'The mask has no foreground voxel; declare in `covers` what was looked for, if it is truly absent.', { path: source.path });
  }
  const regions: RegionCounts[] = [];
  const unknownLabels: UnknownLabel[] = [];
  for (const [value, pixelCounts] of counts) {
    const region = labelByValue(source.taxonomy, value);
    if (region !== null) regions.push({ region, pixelCounts });
    else unknownLabels.push({ value, name: read.strangers.get(value) ?? null, voxels: pixelCounts.reduce((sum, count) => sum + count, 0) });
  }
  const told = unknownLabels.map(({ value, name }) => name ?? String(value)).join(', ');
  const strangersOnly = read.covers.length === 0 && read.strangers.size > 0;
  // Where names say what was looked for, a map of strangers alone says that it is absent.
  const nothingKnown = source.kind !== 'NAMED_MAP' && unknownLabels.length > 0 && regions.length === 0;
  if (nothingKnown || strangersOnly) {
    throw new VoxseekError('UNKNOWN_LABEL', `No label of the mask is in ${source.taxonomy}: ${told || [...read.strangers.values()].join(', ')}.`, { path: source.path });
  }
  const notes: readonly ImportNote[] =
    unknownLabels.length === 0 ? read.notes : [...read.notes, { kind: 'UNKNOWN_LABELS', message: `Labels that are not in ${source.taxonomy} were kept, unread: ${told}.` }];
  return { labels: read.labels, covers: covers ?? read.covers, regions, unknownLabels, notes };
}
