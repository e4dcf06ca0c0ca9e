import { isInvertible } from '../../domain/geometry/affine.js';
import type { Affine, Shape } from '../../domain/geometry/volume.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ImportNote } from '../../services/ports/records.js';
import type { NrrdFields } from './fields.js';

type Vector = readonly [number, number, number];

/** The three axes of an NRRD that are directions in space, where they lie, and the one that is none. */
export interface Placement {
  readonly shape: Shape;
  readonly affine: Affine;
  /** The axis with one value a layer: before the spatial ones, behind them, or absent. */
  readonly layers: { readonly axis: 'FIRST' | 'LAST'; readonly count: number } | null;
  readonly notes: readonly ImportNote[];
}

const corrupt = (message: string): VoxseekError => new VoxseekError('FILE_CORRUPT', `The NRRD header ${message}.`);

/** Signs that take x and y of a space to RAS+; z is superior in all of them. */
const SPACES: Readonly<Record<string, readonly [x: 1 | -1, y: 1 | -1]>> = {
  'right-anterior-superior': [1, 1],
  ras: [1, 1],
  'left-anterior-superior': [-1, 1],
  las: [-1, 1],
  'left-posterior-superior': [-1, -1],
  lps: [-1, -1],
};

/** What is assumed where the header names no patient space, as ITK does. */
const ASSUMED = [-1, -1] as const;

function vectorOf(text: string): Vector {
  const inner = /^\((?<inner>[^()]*)\)$/u.exec(text)?.groups?.inner;
  const [x, y, z, ...more] = (inner ?? '').split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (x === undefined || y === undefined || z === undefined || more.length > 0) throw corrupt('has a vector without three numbers');
  return [x, y, z];
}

/** `(a,b,c) none (d,e,f)` as vectors, null for `none`. */
function vectorsOf(text: string): readonly (Vector | null)[] {
  return (text.match(/none|\([^()]*\)/giu) ?? []).map((part) => (part.toLowerCase() === 'none' ? null : vectorOf(part)));
}

function spacingVectors(fields: NrrdFields['fields'], axes: number): readonly (Vector | null)[] {
  const spacings = (fields.get('spacings') ?? '').split(/\s+/u).filter((part) => part !== '').map(Number);
  // Without any spacing a voxel is a millimetre wide, as ITK reads it; an axis without one among others is none of space.
  const along = spacings.length > 0 ? spacings : Array.from({ length: axes }, (_, axis) => (axis < 3 ? 1 : Number.NaN));
  if (along.length !== axes) throw corrupt(`states ${along.length} spacings for ${axes} axes`);
  let next = 0;
  return along.map((spacing) => {
    if (Number.isNaN(spacing)) return null;
    const axis = next;
    next += 1;
    return [axis === 0 ? spacing : 0, axis === 1 ? spacing : 0, axis === 2 ? spacing : 0];
  });
}

function layersOf(sizes: readonly number[], directions: readonly (Vector | null)[]): Placement['layers'] {
  const others = directions.flatMap((direction, axis) => (direction === null ? [axis] : []));
  const [only] = others;
  if (only === undefined) return null;
  if (others.length > 1 || (only !== 0 && only !== sizes.length - 1)) {
    throw new VoxseekError('NOT_THREE_DIMENSIONAL', `The image has ${sizes.join(' × ')} values, ${others.length} axes of them not in space; store one volume a file.`);
  }
  return { axis: only === 0 ? 'FIRST' : 'LAST', count: sizes[only] ?? 1 };
}

/** Throws FILE_CORRUPT, NOT_THREE_DIMENSIONAL, SINGULAR_AFFINE. */
export function placementOf({ fields }: NrrdFields, sizes: readonly number[]): Placement {
  if (sizes.length < 3) throw new VoxseekError('NOT_THREE_DIMENSIONAL', `The image has ${sizes.length} dimensions; a volume has three.`);
  const notes: ImportNote[] = [];
  const space = fields.get('space')?.toLowerCase();
  const stated = fields.get('space directions');
  const directions = stated === undefined ? spacingVectors(fields, sizes.length) : vectorsOf(stated);
  if (directions.length !== sizes.length) throw corrupt(`states ${directions.length} space directions for ${sizes.length} axes`);
  const layers = layersOf(sizes, directions);
  const spatial = directions.flatMap((direction, axis) => (direction === null ? [] : [{ direction, size: sizes[axis] ?? 1 }]));
  const [i, j, k, ...more] = spatial;
  if (i === undefined || j === undefined || k === undefined || more.length > 0) {
    throw new VoxseekError('NOT_THREE_DIMENSIONAL', `The image has ${spatial.length} axes in space; a volume has three.`);
  }
  const signs = space === undefined ? undefined : SPACES[space];
  if (signs === undefined || stated === undefined) {
    notes.push({ kind: 'NO_SPATIAL_FORM', message: 'The header names no patient space with directions: left and right, and where the scan lies, are assumed.' });
  }
  const [sx, sy] = signs ?? ASSUMED;
  const origin = fields.has('space origin') ? vectorOf(fields.get('space origin') ?? '') : ([0, 0, 0] as const);
  const row = (axis: 0 | 1 | 2, sign: 1 | -1): Affine[0] => [sign * i.direction[axis], sign * j.direction[axis], sign * k.direction[axis], sign * origin[axis]];
  const affine: Affine = [row(0, sx), row(1, sy), row(2, 1), [0, 0, 0, 1]];
  if (!isInvertible(affine)) throw new VoxseekError('SINGULAR_AFFINE', 'The space directions of the header give an affine that cannot be inverted.');
  return { shape: [i.size, j.size, k.size], affine, layers, notes };
}
