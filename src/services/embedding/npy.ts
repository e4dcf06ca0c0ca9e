import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { Matrix } from '../../domain/matrix.js';
import { fromFloat16, toFloat16 } from './float16.js';
import { normaliseRows } from './unit-rows.js';

const MAGIC = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
const ALIGNMENT = 64;
const FIXED = MAGIC.length + 2;

const corrupt = (message: string): VoxseekError => new VoxseekError('FILE_CORRUPT', `The stored embeddings ${message}.`);

/** A matrix as `.npy` (format 1.0): little-endian float16, C order, shape [rows, columns]. */
export function encodeNpy({ rows, columns, data }: Matrix): Buffer {
  const text = `{'descr': '<f2', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const length = Math.ceil((FIXED + text.length + 1) / ALIGNMENT) * ALIGNMENT - FIXED;
  const header = Buffer.from(`${text.padEnd(length - 1)}\n`, 'latin1');
  const size = Buffer.alloc(2);
  size.writeUInt16LE(length);
  const halves = toFloat16(data);
  return Buffer.concat([MAGIC, size, header, new Uint8Array(halves.buffer)]);
}

function shapeOf(bytes: Buffer): { readonly rows: number; readonly columns: number; readonly start: number } {
  if (bytes.length < FIXED || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw corrupt('are no .npy file of format 1.0');
  const start = FIXED + bytes.readUInt16LE(MAGIC.length);
  const header = bytes.toString('latin1', FIXED, start);
  const shape = /'shape':\s*\((\d+),\s*(\d+)\)/u.exec(header);
  if (shape === null || !/'descr':\s*'<f2'/u.test(header) || !/'fortran_order':\s*False/u.test(header)) throw corrupt('are not a matrix of float16 in C order');
  return { rows: Number(shape[1]), columns: Number(shape[2]), start };
}

/** A float16 `.npy` as float32, unchanged. Throws FILE_CORRUPT. */
export function decodeNpy(bytes: Buffer): Matrix {
  const { rows, columns, start } = shapeOf(bytes);
  const length = rows * columns * 2;
  if (bytes.length !== start + length) throw corrupt(`have ${bytes.length - start} bytes of numbers where ${length} were expected`);
  // A copy is aligned to two bytes, the file's bytes need not be.
  const halves = new Uint16Array(Uint8Array.prototype.slice.call(bytes, start, start + length).buffer);
  return { rows, columns, data: fromFloat16(halves) };
}

/** Stored embeddings as they are searched: float32, every row brought back to unit length. Throws FILE_CORRUPT. */
export function decodeEmbeddings(bytes: Buffer): Matrix {
  const matrix = decodeNpy(bytes);
  normaliseRows(matrix.data, matrix.columns);
  return matrix;
}
