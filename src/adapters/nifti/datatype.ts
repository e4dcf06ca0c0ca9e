import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { NUMBER_TYPES } from '../images/number-types.js';
import type { NumberType } from '../images/number-types.js';

const DATATYPES: ReadonlyMap<number, NumberType> = new Map([
  [2, NUMBER_TYPES.uint8],
  [4, NUMBER_TYPES.int16],
  [8, NUMBER_TYPES.int32],
  [16, NUMBER_TYPES.float32],
  [64, NUMBER_TYPES.float64],
  [256, NUMBER_TYPES.int8],
  [512, NUMBER_TYPES.uint16],
  [768, NUMBER_TYPES.uint32],
  [1024, NUMBER_TYPES.int64],
  [1280, NUMBER_TYPES.uint64],
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
export function datatypeOf(code: number): NumberType {
  const datatype = DATATYPES.get(code);
  if (datatype !== undefined) return datatype;
  const name = REFUSED[code] ?? 'unknown';
  throw new VoxseekError('UNSUPPORTED_DATATYPE', `The voxels are of type ${name} (code ${code}); a CT has one real number a voxel.`, {
    details: { datatype: code, name },
  });
}
