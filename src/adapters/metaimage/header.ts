import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { isInvertible } from '../../domain/geometry/affine.js';
import type { Affine, Shape } from '../../domain/geometry/volume.js';
import type { ImportNote } from '../../services/ports/records.js';
import { NUMBER_TYPES } from '../images/number-types.js';
import type { NumberType } from '../images/number-types.js';

/** What of a MetaImage header shapes voxels and geometry. */
export interface MetaImageHeader {
  readonly shape: Shape;
  readonly datatype: NumberType;
  readonly littleEndian: boolean;
  readonly compressed: boolean;
  readonly affine: Affine;
  /** Name of the file with the voxels, or null where they follow the header. */
  readonly dataFile: string | null;
  /** Bytes before the voxels; −1: the voxels are the last bytes of the file. */
  readonly headerSize: number;
  readonly notes: readonly ImportNote[];
}

const corrupt = (message: string): VoxseekError => new VoxseekError('FILE_CORRUPT', `The MetaImage header ${message}.`);

const TYPES: Readonly<Record<string, NumberType>> = {
  MET_CHAR: NUMBER_TYPES.int8,
  MET_UCHAR: NUMBER_TYPES.uint8,
  MET_SHORT: NUMBER_TYPES.int16,
  MET_USHORT: NUMBER_TYPES.uint16,
  MET_INT: NUMBER_TYPES.int32,
  MET_UINT: NUMBER_TYPES.uint32,
  // Four bytes wherever they were written.
  MET_LONG: NUMBER_TYPES.int32,
  MET_ULONG: NUMBER_TYPES.uint32,
  MET_LONG_LONG: NUMBER_TYPES.int64,
  MET_ULONG_LONG: NUMBER_TYPES.uint64,
  MET_FLOAT: NUMBER_TYPES.float32,
  MET_DOUBLE: NUMBER_TYPES.float64,
};

/** The last line of every header. */
const LAST = /^[ \t]*ElementDataFile[ \t]*=[^\n]*(?:\n|$)/mu;

/** Bytes of the header that a text begins with, or null where it does not end in it. */
export function headerLength(text: string, whole: boolean): number | null {
  const last = LAST.exec(text);
  if (last === null || (!last[0].endsWith('\n') && !whole)) return null;
  return last.index + last[0].length;
}

type Keys = ReadonlyMap<string, string>;

function keysOf(text: string): Keys {
  const keys = new Map<string, string>();
  for (const line of text.split(/\r?\n/u)) {
    const at = line.indexOf('=');
    if (at < 0 && line.trim() !== '') throw corrupt('has a line that is no field');
    if (at > 0) keys.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  return keys;
}

const numbersOf = (text: string): readonly number[] => text.split(/\s+/u).filter((part) => part !== '').map(Number);

function numbers(keys: Keys, names: readonly string[], count: number, absent: readonly number[]): readonly number[] {
  const name = names.find((candidate) => keys.has(candidate));
  if (name === undefined) return absent;
  const values = numbersOf(keys.get(name) ?? '');
  if (values.length !== count || !values.every(Number.isFinite)) throw corrupt(`has ${values.length} numbers in ${name}, where ${count} belong`);
  return values;
}

const isTrue = (text: string | undefined): boolean => /^(?:true|t|1|yes|y)$/iu.test(text ?? '');

function shapeOf(keys: Keys): { readonly axes: number; readonly shape: Shape } {
  const axes = Number(keys.get('NDims') ?? Number.NaN);
  if (!Number.isInteger(axes) || axes < 1 || axes > 10) throw corrupt('does not say how many dimensions the image has');
  const sizes = numbersOf(keys.get('DimSize') ?? '');
  if (sizes.length !== axes || !sizes.every((size) => Number.isSafeInteger(size) && size > 0)) throw corrupt('has sizes that are no counts of voxels');
  const [nx, ny, nz, ...others] = sizes;
  if (nx === undefined || ny === undefined || nz === undefined || others.some((size) => size > 1)) {
    throw new VoxseekError('NOT_THREE_DIMENSIONAL', `The image has ${sizes.join(' × ')} voxels in ${axes} dimensions; store one volume a file.`);
  }
  return { axes, shape: [nx, ny, nz] };
}

/** Directions, spacing and offset of the first three axes; the format's space is LPS, where x and y run the other way. */
function affineOf(keys: Keys, axes: number): { readonly affine: Affine; readonly notes: readonly ImportNote[] } {
  const identity = Array.from({ length: axes * axes }, (_, at) => (at % (axes + 1) === 0 ? 1 : 0));
  const matrixNames = ['TransformMatrix', 'Rotation', 'Orientation'];
  const matrix = numbers(keys, matrixNames, axes * axes, identity);
  const spacing = numbers(keys, ['ElementSpacing', 'ElementSize'], axes, Array.from({ length: axes }, () => 1));
  const offset = numbers(keys, ['Offset', 'Position', 'Origin'], axes, Array.from({ length: axes }, () => 0));
  const row = (world: 0 | 1 | 2, sign: 1 | -1): Affine[0] => {
    const column = (axis: 0 | 1 | 2): number => sign * (matrix[axis * axes + world] ?? 0) * (spacing[axis] ?? 1);
    return [column(0), column(1), column(2), sign * (offset[world] ?? 0)];
  };
  const affine: Affine = [row(0, -1), row(1, -1), row(2, 1), [0, 0, 0, 1]];
  if (!isInvertible(affine)) throw new VoxseekError('SINGULAR_AFFINE', 'The directions and spacing of the header give an affine that cannot be inverted.');
  const stated = matrixNames.some((name) => keys.has(name));
  return {
    affine,
    notes: stated ? [] : [{ kind: 'NO_SPATIAL_FORM', message: 'The header states no directions: left and right are assumed.' }],
  };
}

function datatypeOf(keys: Keys): NumberType {
  const channels = Number(keys.get('ElementNumberOfChannels') ?? '1');
  const name = keys.get('ElementType') ?? '';
  const datatype = TYPES[name];
  if (datatype !== undefined && channels === 1) return datatype;
  const what = /^MET_[A-Z_]{1,30}$/u.test(name) ? name : 'unknown';
  throw new VoxseekError('UNSUPPORTED_DATATYPE', `The voxels are ${channels === 1 ? '' : 'several numbers '}of type ${what}; a CT has one real number a voxel.`);
}

/** Reads a header, Latin-1. Throws FILE_CORRUPT, UNSUPPORTED_DATATYPE, UNSUPPORTED_ENCODING, NOT_THREE_DIMENSIONAL, SINGULAR_AFFINE. */
export function parseHeader(text: string): MetaImageHeader {
  const keys = keysOf(text);
  if ((keys.get('ObjectType') ?? 'Image') !== 'Image') throw new VoxseekError('UNSUPPORTED_DATATYPE', 'The MetaIO file is no image.');
  if (keys.has('BinaryData') && !isTrue(keys.get('BinaryData'))) throw new VoxseekError('UNSUPPORTED_ENCODING', 'The voxels are written as text; save them as binary data.');
  const dataFile = keys.get('ElementDataFile') ?? '';
  if (/^LIST\b/u.test(dataFile) || /%\d*d/u.test(dataFile)) throw new VoxseekError('UNSUPPORTED_ENCODING', 'The voxels lie in several files; save them in one.');
  const headerSize = Number(keys.get('HeaderSize') ?? '0');
  if (!Number.isSafeInteger(headerSize) || headerSize < -1) throw corrupt('has a HeaderSize that is no count of bytes');
  const compressed = isTrue(keys.get('CompressedData'));
  if (compressed && headerSize !== 0) throw new VoxseekError('UNSUPPORTED_ENCODING', 'The compressed voxels lie behind other bytes; save them alone.');
  const { axes, shape } = shapeOf(keys);
  return {
    shape,
    datatype: datatypeOf(keys),
    littleEndian: !isTrue(keys.get('BinaryDataByteOrderMSB') ?? keys.get('ElementByteOrderMSB')),
    compressed,
    ...affineOf(keys, axes),
    dataFile: /^local$/iu.test(dataFile) ? null : dataFile,
    headerSize,
  };
}
