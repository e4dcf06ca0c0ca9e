import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { Affine, Shape } from '../../domain/geometry/volume.js';
import type { NumberType } from '../images/number-types.js';
import { datatypeOf } from './datatype.js';

/**
 * What of a NIfTI-1 or -2 header shapes voxels and geometry. Fields as in nifti1.h and nifti2.h. Read by hand: nifti-reader-js
 * folds both forms into one affine, preferring the qform where its code is higher, so that neither "sform first" nor a
 * disagreement can be had from it; and it wants the whole file in memory and checks neither dimensions nor offsets.
 */
export interface NiftiHeader {
  readonly version: 1 | 2;
  readonly littleEndian: boolean;
  readonly shape: Shape;
  readonly datatype: NumberType;
  /** Where the voxels begin, in bytes of the unpacked file. */
  readonly offset: number;
  readonly slope: number;
  readonly intercept: number;
  readonly sformCode: number;
  readonly qformCode: number;
  readonly sform: Affine;
  readonly quaternion: readonly [b: number, c: number, d: number];
  readonly quaternionOffset: readonly [x: number, y: number, z: number];
  /** `pixdim[0…3]`: the handedness of the quaternion, then the spacing. */
  readonly pixdim: readonly [qfac: number, x: number, y: number, z: number];
  readonly unit: number;
}

const SIZE = { 1: 348, 2: 540 } as const;

/** Bytes needed before `headerVersion` can tell one NIfTI file from another. */
export const LARGEST_HEADER = SIZE[2];

const MAGIC = { 1: { at: 344, text: 'n+1\0' }, 2: { at: 4, text: 'n+2\0\r\n\x1a\n' } } as const;

const notNifti = (message: string): VoxseekError => new VoxseekError('NOT_NIFTI', message);

/** Where the fields lie: [NIfTI-1, NIfTI-2]. */
const FIELDS = {
  dim: [40, 16],
  datatype: [70, 12],
  pixdim: [76, 104],
  voxOffset: [108, 168],
  slope: [112, 176],
  intercept: [116, 184],
  units: [123, 500],
  qformCode: [252, 344],
  sformCode: [254, 348],
  quaternion: [256, 352],
  quaternionOffset: [268, 376],
  sform: [280, 400],
} as const;

function recognise(bytes: Buffer): { readonly version: 1 | 2; readonly littleEndian: boolean } {
  for (const version of [1, 2] as const) {
    const littleEndian = bytes.length >= 4 && bytes.readInt32LE(0) === SIZE[version];
    if (!littleEndian && !(bytes.length >= 4 && bytes.readInt32BE(0) === SIZE[version])) continue;
    if (bytes.length < SIZE[version]) throw new VoxseekError('FILE_TRUNCATED', `The file ends within its header, after ${bytes.length} bytes.`);
    const { at, text } = MAGIC[version];
    const magic = bytes.toString('latin1', at, at + text.length);
    if (magic === text) return { version, littleEndian };
    if (/^ni[12]\0/u.test(magic)) throw notNifti('The file is the header of an .hdr/.img pair; convert it to a single .nii file.');
    throw notNifti('The file has no NIfTI magic; it may be an ANALYZE header.');
  }
  throw notNifti(bytes.length < SIZE[1] ? `The file has ${bytes.length} bytes, fewer than a NIfTI header.` : 'The file does not begin with a NIfTI header.');
}

function shapeOf(dim: readonly number[]): Shape {
  const [axes = 0, nx = 0, ny = 0, nz = 0, ...others] = dim;
  if (axes < 1 || axes > 7) throw new VoxseekError('FILE_CORRUPT', `The header says that the image has ${axes} dimensions.`);
  if (axes < 3) throw new VoxseekError('NOT_THREE_DIMENSIONAL', `The image has ${axes} dimensions; a volume has three.`);
  const used = dim.slice(1, axes + 1);
  if (used.some((length) => length < 1)) throw new VoxseekError('FILE_CORRUPT', `The header says that the image is ${used.join(' × ')} voxels.`);
  if (others.slice(0, axes - 3).some((length) => length > 1)) {
    throw new VoxseekError('NOT_THREE_DIMENSIONAL', `The image has ${used.join(' × ')} voxels in ${axes} dimensions; store one volume a file.`);
  }
  return [nx, ny, nz];
}

/** Reads a header from the first bytes of an unpacked file. Throws NOT_NIFTI, FILE_TRUNCATED, FILE_CORRUPT, NOT_THREE_DIMENSIONAL, UNSUPPORTED_DATATYPE. */
export function parseHeader(bytes: Buffer): NiftiHeader {
  const { version, littleEndian } = recognise(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const place = (field: keyof typeof FIELDS): number => FIELDS[field][version - 1] ?? 0;
  const short = (at: number): number => view.getInt16(at, littleEndian);
  const code = (at: number): number => (version === 1 ? short(at) : view.getInt32(at, littleEndian));
  const long = (at: number): number => Number(view.getBigInt64(at, littleEndian));
  const real = (at: number): number => (version === 1 ? view.getFloat32(at, littleEndian) : view.getFloat64(at, littleEndian));
  const width = version === 1 ? 4 : 8;
  const reals = (field: keyof typeof FIELDS, index: number): number => real(place(field) + index * width);
  const row = (index: number): Affine[0] => [
    reals('sform', 4 * index),
    reals('sform', 4 * index + 1),
    reals('sform', 4 * index + 2),
    reals('sform', 4 * index + 3),
  ];

  const dim = Array.from({ length: 8 }, (_, index) => (version === 1 ? short(place('dim') + 2 * index) : long(place('dim') + 8 * index)));
  const shape = shapeOf(dim);
  const datatype = datatypeOf(short(place('datatype')));
  const stored = version === 1 ? real(place('voxOffset')) : long(place('voxOffset'));
  // A zero is written by tools that mean "right behind the header and its four extension bytes".
  const offset = stored === 0 ? SIZE[version] + 4 : stored;
  if (!Number.isSafeInteger(offset) || offset < SIZE[version]) {
    throw new VoxseekError('FILE_CORRUPT', `The header says that the voxels begin at byte ${stored}.`);
  }
  return {
    version,
    littleEndian,
    shape,
    datatype,
    offset,
    slope: reals('slope', 0),
    intercept: reals('intercept', 0),
    sformCode: code(place('sformCode')),
    qformCode: code(place('qformCode')),
    sform: [row(0), row(1), row(2), [0, 0, 0, 1]],
    quaternion: [reals('quaternion', 0), reals('quaternion', 1), reals('quaternion', 2)],
    quaternionOffset: [reals('quaternionOffset', 0), reals('quaternionOffset', 1), reals('quaternionOffset', 2)],
    pixdim: [reals('pixdim', 0), reals('pixdim', 1), reals('pixdim', 2), reals('pixdim', 3)],
    unit: (version === 1 ? view.getUint8(place('units')) : view.getInt32(place('units'), littleEndian)) & 7,
  };
}
