/** A NIfTI-1 file of int16 voxels made by hand, byte by byte, so that any field can be made wrong. */
export interface NiftiFields {
  readonly dim?: readonly number[];
  readonly datatype?: number;
  readonly bitpix?: number;
  readonly offset?: number;
  readonly slope?: number;
  readonly intercept?: number;
  readonly sformCode?: number;
  readonly qformCode?: number;
  readonly quaternion?: readonly number[];
  readonly pixdim?: readonly number[];
  readonly srow?: readonly number[];
  readonly magic?: string;
  readonly units?: number;
  readonly data?: Buffer;
}

export const int16Bytes = (values: readonly number[]): Buffer => Buffer.from(Int16Array.from(values).buffer);
export const float32Bytes = (values: readonly number[]): Buffer => Buffer.from(Float32Array.from(values).buffer);

/** By default 3 × 2 × 2 int16 voxels 0…11 with an identity sform. */
export function niftiBytes(fields: NiftiFields = {}): Buffer {
  const header = Buffer.alloc(352);
  header.writeInt32LE(348, 0);
  (fields.dim ?? [3, 3, 2, 2, 1, 1, 1, 1]).forEach((length, index) => header.writeInt16LE(length, 40 + 2 * index));
  header.writeInt16LE(fields.datatype ?? 4, 70);
  header.writeInt16LE(fields.bitpix ?? 16, 72);
  (fields.pixdim ?? [1, 1, 1, 1]).forEach((length, index) => header.writeFloatLE(length, 76 + 4 * index));
  header.writeFloatLE(fields.offset ?? 352, 108);
  header.writeFloatLE(fields.slope ?? 0, 112);
  header.writeFloatLE(fields.intercept ?? 0, 116);
  header.writeUInt8(fields.units ?? 2, 123);
  header.writeInt16LE(fields.qformCode ?? 0, 252);
  header.writeInt16LE(fields.sformCode ?? 1, 254);
  (fields.quaternion ?? [0, 0, 0]).forEach((value, index) => header.writeFloatLE(value, 256 + 4 * index));
  (fields.srow ?? [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]).forEach((value, index) => header.writeFloatLE(value, 280 + 4 * index));
  header.write(fields.magic ?? 'n+1\0', 344, 'latin1');
  return Buffer.concat([header, fields.data ?? int16Bytes([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])]);
}
