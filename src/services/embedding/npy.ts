import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { Matrix } from '../../domain/matrix.js';
import { fromFloat16, toFloat16 } from './float16.js';
import { toInt8 } from './int8.js';
import { readNpy, writeNpy } from './npy-file.js';
import type { Recipe } from './recipe.js';
import { normaliseRows } from './unit-rows.js';

/** Embeddings as they are stored: `.npy`, [rows, columns], float16, or int8 with every row at a scale of its own. */
export function encodeNpy(matrix: Matrix, precision: Recipe['precision'] = 'FLOAT16'): Buffer {
  const { rows, columns, data } = matrix;
  switch (precision) {
    case 'FLOAT16':
      return writeNpy('<f2', rows, columns, new Uint8Array(toFloat16(data).buffer));
    case 'INT8':
      return writeNpy('|i1', rows, columns, new Uint8Array(toInt8(matrix).buffer));
  }
}

/** The numbers of such a file as float32, unchanged. Throws FILE_CORRUPT. */
export function decodeNpy(bytes: Buffer): Matrix {
  const { type, rows, columns, numbers } = readNpy(bytes);
  switch (type) {
    case '<f2':
      return { rows, columns, data: fromFloat16(new Uint16Array(numbers)) };
    case '|i1':
      return { rows, columns, data: Float32Array.from(new Int8Array(numbers)) };
    case '<f8':
      throw new VoxseekError('FILE_CORRUPT', 'The stored embeddings are float64, which embeddings never are.');
  }
}

/** Stored embeddings as they are searched: float32, every row brought back to unit length. Throws FILE_CORRUPT. */
export function decodeEmbeddings(bytes: Buffer): Matrix {
  const matrix = decodeNpy(bytes);
  normaliseRows(matrix.data, matrix.columns);
  return matrix;
}
