export type StoredNumbers = ArrayLike<number> & Iterable<number>;

/** How voxels of one type lie in memory, little-endian. */
export interface NumberType {
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

const type = (name: string, bytes: NumberType['bytes'], view: NumberType['view'], fitsInt16 = false): NumberType => ({ name, bytes, fitsInt16, view });

/** Every type of real number that image formats store voxels in. */
export const NUMBER_TYPES = {
  int8: type('int8', 1, (bytes) => new Int8Array(bytes), true),
  uint8: type('uint8', 1, (bytes) => new Uint8Array(bytes), true),
  int16: type('int16', 2, (bytes) => new Int16Array(bytes), true),
  uint16: type('uint16', 2, (bytes) => new Uint16Array(bytes)),
  int32: type('int32', 4, (bytes) => new Int32Array(bytes)),
  uint32: type('uint32', 4, (bytes) => new Uint32Array(bytes)),
  int64: type('int64', 8, (bytes) => wide(new Uint32Array(bytes), (word) => word | 0)),
  uint64: type('uint64', 8, (bytes) => wide(new Uint32Array(bytes), (word) => word)),
  float32: type('float32', 4, (bytes) => new Float32Array(bytes)),
  float64: type('float64', 8, (bytes) => new Float64Array(bytes)),
} as const satisfies Record<string, NumberType>;

/** Turns big-endian numbers into little-endian ones, in place. */
export function swapBytes(bytes: Buffer, width: NumberType['bytes']): void {
  if (width === 2) bytes.swap16();
  else if (width === 4) bytes.swap32();
  else if (width === 8) bytes.swap64();
}
