import { VoxseekError } from '../../domain/errors/voxseek-error.js';

export type StoredNumbers = ArrayLike<number> & Iterable<number>;

/** How voxels of one NIfTI datatype lie in memory, little-endian. */
export interface Datatype {
  readonly name: string;
  readonly bytes: 1 | 2 | 4 | 8;
  /** Whether every value is a whole number that int16 can hold. */
  readonly fitsInt16: boolean;
  readonly view: (bytes: ArrayBuffer) => StoredNumbers;
}

/** 64-bit integers as numbers: exact to 2⁵³, else rounded to the nearest float64. */
function wide(words: Uint32Array, high: (word: number) => number): Float64Array {
  return Float64Array.from({ length: words.length / 2 }, (_, index) => high(words[2 * index + 1] ?? 0) * 2 ** 32 + (words[2 * index] ?? 0));
}

const type = (name: string, bytes: Datatype['bytes'], view: Datatype['view'], fitsInt16 = false): Datatype => ({ name, bytes, fitsInt16, view });

const DATATYPES: ReadonlyMap<number, Datatype> = new Map([
  [2, type('uint8', 1, (bytes) => new Uint8Array(bytes), true)],
  [4, type('int16', 2, (bytes) => new Int16Array(bytes), true)],
  [8, type('int32', 4, (bytes) => new Int32Array(bytes))],
  [16, type('float32', 4, (bytes) => new Float32Array(bytes))],
  [64, type('float64', 8, (bytes) => new Float64Array(bytes))],
  [256, type('int8', 1, (bytes) => new Int8Array(bytes), true)],
  [512, type('uint16', 2, (bytes) => new Uint16Array(bytes))],
  [768, type('uint32', 4, (bytes) => new Uint32Array(bytes))],
  [1024, type('int64', 8, (bytes) => wide(new Uint32Array(bytes), (word) => word | 0))],
  [1280, type('uint64', 8, (bytes) => wide(new Uint32Array(bytes), (word) => word))],
]);

const REFUSED: Readonly<Record<number, string>> = {
  1: 'binary',
  32: 'complex64',
  128: 'RGB24',
  1536: 'float128',
  1792: 'complex128',
  2048: 'complex256',
  2304: 'RGBA32',
};

/** Throws UNSUPPORTED_DATATYPE for colour, complex, 128-bit and unknown codes. */
export function datatypeOf(code: number): Datatype {
  const datatype = DATATYPES.get(code);
  if (datatype !== undefined) return datatype;
  const name = REFUSED[code] ?? 'unknown';
  throw new VoxseekError('UNSUPPORTED_DATATYPE', `The voxels are of type ${name} (code ${code}); a CT has one real number a voxel.`, {
    details: { datatype: code, name },
  });
}
