import { VoxseekError } from '../../domain/errors/voxseek-error.js';

const MAGIC = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
const ALIGNMENT = 64;
const FIXED = MAGIC.length + 2;

/** Numbers as numpy calls them, little-endian, with their bytes. */
const TYPES = { '<f2': 2, '|i1': 1, '<f8': 8 } as const;
export type NumberType = keyof typeof TYPES;

export interface NpyFile {
  readonly type: NumberType;
  readonly rows: number;
  readonly columns: number;
  /** A copy, aligned for numbers of any size. */
  readonly numbers: ArrayBuffer;
}

const corrupt = (message: string): VoxseekError => new VoxseekError('FILE_CORRUPT', `The stored embeddings ${message}.`);

/** A matrix as `.npy` (format 1.0): C order, shape [rows, columns]. */
export function writeNpy(type: NumberType, rows: number, columns: number, numbers: Uint8Array): Buffer {
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const length = Math.ceil((FIXED + text.length + 1) / ALIGNMENT) * ALIGNMENT - FIXED;
  const header = Buffer.from(`${text.padEnd(length - 1)}\n`, 'latin1');
  const size = Buffer.alloc(2);
  size.writeUInt16LE(length);
  return Buffer.concat([MAGIC, size, header, numbers]);
}

/** Throws FILE_CORRUPT for what is no matrix of one of the types. */
export function readNpy(bytes: Buffer): NpyFile {
  if (bytes.length < FIXED || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw corrupt('are no .npy file of format 1.0');
  const start = FIXED + bytes.readUInt16LE(MAGIC.length);
  const header = bytes.toString('latin1', FIXED, start);
  const shape = /'shape':\s*\((\d+),\s*(\d+)\)/u.exec(header);
  const written = /'descr':\s*'([^']*)'/u.exec(header)?.[1];
  const type = (Object.keys(TYPES) as NumberType[]).find((one) => one === written);
  if (shape === null || type === undefined || !/'fortran_order':\s*False/u.test(header)) throw corrupt('are not a matrix of float16, int8 or float64 in C order');
  const [rows, columns] = [Number(shape[1]), Number(shape[2])];
  const length = rows * columns * TYPES[type];
  if (bytes.length !== start + length) throw corrupt(`have ${bytes.length - start} bytes of numbers where ${length} were expected`);
  return { type, rows, columns, numbers: Uint8Array.prototype.slice.call(bytes, start, start + length).buffer };
}
