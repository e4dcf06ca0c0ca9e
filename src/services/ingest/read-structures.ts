import { labelNames, valueOfLabel } from '../../domain/anatomy/labels.js';
import { labelOfStructure } from '../../domain/anatomy/structure-names.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { CanonicalGrid, CanonicalLabels } from '../../domain/geometry/volume.js';
import type { ImportNote } from '../ports/records.js';
import type { Structure } from '../ports/volume-reader.js';
import type { LabelSource } from './ingest-service.js';
import { createMaskPainter } from './mask-painter.js';

/** Values of labels that the taxonomy does not know lie above this in maps made of masks. */
export const UNKNOWN_VALUE_BASE = 1000;

/** A label map made of what a source says, and what its values mean. */
export interface NamedLabels {
  readonly labels: CanonicalLabels;
  /** How values that no table knows are told of: a file's name, or which structure of its file it is. */
  readonly strangers: ReadonlyMap<number, Stranger>;
  /** Labels looked for, unless the importer says so. */
  readonly covers: readonly string[];
  readonly notes: readonly ImportNote[];
}

export interface Stranger {
  /** Null where a person may have typed it: only names of the tables are kept. */
  readonly name: string | null;
  readonly told: string;
}

/** More than any person or model names; each costs a pass over the volume. */
const MOST_STRUCTURES = 1000;

function checkCount({ length }: readonly Structure[], path: string): void {
  if (length <= MOST_STRUCTURES) return;
  throw new VoxseekError('FILE_TOO_LARGE', `The file names ${length} structures; at most ${MOST_STRUCTURES} are taken.`, { path, details: { limit: MOST_STRUCTURES } });
}

/** 1 wherever a voxel is in any of the structures. Throws FILE_TOO_LARGE. */
export function unionOf({ shape }: CanonicalGrid, structures: readonly Structure[], path: string): Uint8Array {
  checkCount(structures, path);
  const union = new Uint8Array(shape[0] * shape[1] * shape[2]);
  for (const { mask } of structures) mask().forEach((flag, index) => (union[index]! |= flag));
  return union;
}

export const overlapNotes = (voxels: number): readonly ImportNote[] =>
  voxels === 0 ? [] : [{ kind: 'OVERLAPPING_MASKS', message: `${voxels} voxels are in more than one mask; each went to the smallest of them.` }];

/**
 * The label map of the structures that a file names. One that no table knows is kept under 1,000 and its place in the file, counted from 1,
 * and is told of by that alone.
 */
export function paintStructures(grid: CanonicalGrid, source: LabelSource, structures: readonly Structure[], notes: readonly ImportNote[], signal: AbortSignal | undefined): NamedLabels {
  checkCount(structures, source.path);
  const painter = createMaskPainter(grid);
  const strangers = new Map<number, Stranger>();
  const covers = new Set<string>();
  for (const [index, { names, sought, mask }] of structures.entries()) {
    signal?.throwIfAborted();
    const label = labelOfStructure(source.taxonomy, names, source.names ?? null);
    const value = label === null ? UNKNOWN_VALUE_BASE + index + 1 : (valueOfLabel(source.taxonomy, label) ?? 0);
    if (label === null) strangers.set(value, { name: null, told: `structure ${index + 1} of the file` });
    else if (sought) covers.add(label);
    painter.paint(mask(), value, label !== null);
  }
  return {
    labels: { ...grid, labels: painter.labels },
    strangers,
    covers: labelNames(source.taxonomy).filter((label) => covers.has(label)),
    notes: [...notes, ...overlapNotes(painter.overlapping())],
  };
}
