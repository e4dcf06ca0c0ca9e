import type { CanonicalGrid } from '../../domain/geometry/volume.js';

const HEADER_BYTES = 352;
const LABEL_INTENT = 1002;
const MILLIMETRES = 2;
const SCANNER = 1;

export type CanonicalType = 'INT16' | 'FLOAT32' | 'UINT16';

const CODES: Readonly<Record<CanonicalType, readonly [datatype: number, bits: number]>> = { INT16: [4, 16], FLOAT32: [16, 32], UINT16: [512, 16] };

/** A little-endian NIfTI-1 header with sform, and the four bytes that say "no extensions". */
export function canonicalHeader({ shape, spacing, affine }: CanonicalGrid, type: CanonicalType): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  const [datatype, bits] = CODES[type];
  header.writeInt32LE(348, 0);
  [3, ...shape, 1, 1, 1, 1].forEach((length, index) => header.writeInt16LE(length, 40 + 2 * index));
  header.writeInt16LE(type === 'UINT16' ? LABEL_INTENT : 0, 68);
  header.writeInt16LE(datatype, 70);
  header.writeInt16LE(bits, 72);
  [1, ...spacing, 1, 1, 1, 1].forEach((length, index) => header.writeFloatLE(length, 76 + 4 * index));
  header.writeFloatLE(HEADER_BYTES, 108);
  header.writeFloatLE(1, 112);
  header.writeUInt8(MILLIMETRES, 123);
  header.writeInt16LE(SCANNER, 254);
  affine.slice(0, 3).flat().forEach((value, index) => header.writeFloatLE(value, 280 + 4 * index));
  header.write('n+1\0', 344, 'latin1');
  return header;
}
