import { join } from 'node:path';
import { labelNames, valueOfLabel } from '../../domain/anatomy/labels.js';
import { labelOfStructure } from '../../domain/anatomy/structure-names.js';
import type { CanonicalGrid, CanonicalLabels } from '../../domain/geometry/volume.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ImportSource } from '../ports/import-source.js';
import type { ImportNote, PlaneRegions, RegionCounts, UnknownLabel } from '../ports/records.js';
import type { ReadOptions, VolumeReader } from '../ports/volume-reader.js';
import { allowedPath } from './allowed-paths.js';
import { isImage, withoutExtension } from './default-labels.js';
import type { LabelSource } from './ingest-service.js';
import { coveredBy } from './layouts/named-labels.js';
import { createMaskPainter } from './mask-painter.js';
import { onGrid } from './on-grid.js';
import { overlapNotes, paintStructures, UNKNOWN_VALUE_BASE } from './read-structures.js';
import type { NamedLabels, Stranger } from './read-structures.js';
import { countedRegions } from './region-counts.js';
import { relabel } from './relabel.js';

/** A label map on the grid of its volume, with what it says. */
export interface ReadSegmentation {
  readonly labels: CanonicalLabels;
  readonly covers: readonly string[];
  readonly regions: readonly RegionCounts[];
  readonly planeRegions: PlaneRegions;
  readonly unknownLabels: readonly UnknownLabel[];
  readonly notes: readonly ImportNote[];
}

interface SegmentationDeps {
  readonly reader: VolumeReader;
  readonly source: ImportSource;
  readonly importRoots: readonly string[];
}

async function readDirectory(deps: SegmentationDeps, grid: CanonicalGrid, source: LabelSource, options: ReadOptions): Promise<NamedLabels> {
  const files = (await deps.source.list(source.path)).filter(({ name, kind }) => kind === 'FILE' && isImage(name));
  if (files.length === 0) throw new VoxseekError('NOTHING_TO_IMPORT', 'The directory has no mask: .nii, .nii.gz, .nrrd, .nhdr, .mha or .mhd files were looked for.', { path: source.path });
  const painter = createMaskPainter(grid);
  const strangers = new Map<number, Stranger>();
  const covers = new Set<string>();
  for (const { name } of files) {
    const called = withoutExtension(name);
    const label = labelOfStructure(source.taxonomy, [called], source.names ?? null);
    const value = label === null ? UNKNOWN_VALUE_BASE + strangers.size + 1 : (valueOfLabel(source.taxonomy, label) ?? 0);
    if (label === null) strangers.set(value, { name: called, told: called });
    else covers.add(label);
    const path = await allowedPath(deps.source, deps.importRoots, join(source.path, name));
    const mask = onGrid(grid, await deps.reader.readLabels(path, options), name);
    painter.paint(mask.labels, value, label !== null);
  }
  return {
    labels: { ...grid, labels: painter.labels },
    strangers,
    covers: labelNames(source.taxonomy).filter((label) => covers.has(label)),
    notes: overlapNotes(painter.overlapping()),
  };
}

/** A label map whose values the data set itself names. */
async function readNamedMap(deps: SegmentationDeps, grid: CanonicalGrid, source: Extract<LabelSource, { readonly kind: 'NAMED_MAP' }>, options: ReadOptions): Promise<NamedLabels> {
  const labels = onGrid(grid, await deps.reader.readLabels(source.path, options), source.path);
  const given = source.names ?? null;
  const read = relabel(labels.labels, source.valueNames, { taxonomy: source.taxonomy, given, firstUnknown: UNKNOWN_VALUE_BASE + 1 });
  return { labels: { ...labels, labels: read.labels }, strangers: read.strangers, covers: coveredBy(source.taxonomy, Object.values(source.valueNames), given), notes: [] };
}

async function readFile(deps: SegmentationDeps, grid: CanonicalGrid, source: LabelSource, options: ReadOptions): Promise<NamedLabels> {
  const file = await deps.reader.readStructures(source.path, grid, options);
  switch (file.kind) {
    case 'LABEL_MAP':
      return { labels: onGrid(grid, file.labels, source.path), strangers: new Map(), covers: labelNames(source.taxonomy), notes: [] };
    case 'STRUCTURES':
      return paintStructures(grid, source, file.structures, file.notes, options.signal);
  }
}

function readLabels(deps: SegmentationDeps, grid: CanonicalGrid, source: LabelSource, options: ReadOptions): Promise<NamedLabels> {
  switch (source.kind) {
    case 'LABEL_MAP':
      return readFile(deps, grid, source, options);
    case 'NAMED_MAP':
      return readNamedMap(deps, grid, source, options);
    case 'MASK_DIRECTORY':
      return readDirectory(deps, grid, source, options);
  }
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
  const read = await readLabels(deps, grid, source, options);
  const { regions, planeRegions, strangers } = countedRegions(read.labels, source.taxonomy);
  if (regions.length + strangers.length === 0 && covers === null) {
    throw new VoxseekError('EMPTY_MASK', 'The mask has no foreground voxel; declare in `covers` what was looked for, if it is truly absent.', { path: source.path });
  }
  const unknownLabels = strangers.map(({ value, voxels }): UnknownLabel => ({ value, name: read.strangers.get(value)?.name ?? null, voxels }));
  const told = unknownLabels.map(({ value }) => read.strangers.get(value)?.told ?? String(value)).join(', ');
  const strangersOnly = read.covers.length === 0 && read.strangers.size > 0;
  // Where names say what was looked for, a map of strangers alone says that it is absent.
  const nothingKnown = source.kind !== 'NAMED_MAP' && unknownLabels.length > 0 && regions.length === 0;
  if (nothingKnown || strangersOnly) {
    throw new VoxseekError('UNKNOWN_LABEL', `No label of the mask is in ${source.taxonomy}: ${told || [...read.strangers.values()].map((stranger) => stranger.told).join(', ')}.`, { path: source.path });
  }
  const notes: readonly ImportNote[] =
    unknownLabels.length === 0 ? read.notes : [...read.notes, { kind: 'UNKNOWN_LABELS', message: `Labels that are not in ${source.taxonomy} were kept, unread: ${told}.` }];
  return { labels: read.labels, covers: covers ?? read.covers, regions, planeRegions, unknownLabels, notes };
}
