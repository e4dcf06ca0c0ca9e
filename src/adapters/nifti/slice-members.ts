import { crc32, deflateRawSync, gunzipSync } from 'node:zlib';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';

/** Where the members of a canonical file lie: the header's, which comes first, and one for each slice. */
export interface MemberTable {
  readonly headerBytes: number;
  /** Compressed length of each slice's member, inferior to superior. */
  readonly sliceBytes: readonly number[];
}

/** Two letters that mark the table among the extra fields of the first gzip member (RFC 1952, 2.3.1.1). */
const MARK = 'VS';
const FIXED = 10;
const FLAG_EXTRA = 4;
const UNKNOWN_SYSTEM = 255;

/** Bytes that hold the table of any canonical file. */
export const LARGEST_TABLE = FIXED + 2 + 65_535;

const corrupt = (message: string): VoxseekError => new VoxseekError('FILE_CORRUPT', `The stored volume ${message}.`);

/**
 * The first gzip member: the NIfTI header, compressed, with the table of all members in its extra field. gzip tools skip the
 * field, so that the file is an ordinary .nii.gz to them.
 */
export function headerMember(header: Buffer, sliceBytes: readonly number[]): Buffer {
  const deflated = deflateRawSync(header);
  const payload = 4 * (sliceBytes.length + 1);
  const extra = 4 + payload;
  const total = FIXED + 2 + extra + deflated.length + 8;
  const start = Buffer.alloc(FIXED + 2 + extra);
  start.set([0x1f, 0x8b, 8, FLAG_EXTRA]);
  start.writeUInt8(UNKNOWN_SYSTEM, 9);
  start.writeUInt16LE(extra, FIXED);
  start.write(MARK, FIXED + 2, 'latin1');
  start.writeUInt16LE(payload, FIXED + 4);
  [total, ...sliceBytes].forEach((bytes, index) => start.writeUInt32LE(bytes, FIXED + 6 + 4 * index));
  const end = Buffer.alloc(8);
  end.writeUInt32LE(crc32(header), 0);
  end.writeUInt32LE(header.length, 4);
  return Buffer.concat([start, deflated, end], total);
}

/** Reads the table from the first bytes of a file; `LARGEST_TABLE` of them are always enough. Throws FILE_CORRUPT. */
export function readTable(start: Buffer): MemberTable {
  const marked = start.length >= FIXED + 6 && start.readUInt16BE(0) === 0x1f8b && ((start[3] ?? 0) & FLAG_EXTRA) !== 0;
  if (!marked || start.toString('latin1', FIXED + 2, FIXED + 4) !== MARK) throw corrupt('has no table of slices');
  const payload = start.readUInt16LE(FIXED + 4);
  if (start.length < FIXED + 6 + payload || payload < 8 || payload % 4 !== 0) throw corrupt('has a broken table of slices');
  const [headerBytes = 0, ...sliceBytes] = Array.from({ length: payload / 4 }, (_, index) => start.readUInt32LE(FIXED + 6 + 4 * index));
  return { headerBytes, sliceBytes };
}

/** The bytes that the table takes in the file, seen from its first 16; to fetch no more than needed. */
export function tableBytes(start: Buffer): number {
  return start.length >= FIXED + 2 ? FIXED + 2 + start.readUInt16LE(FIXED) : LARGEST_TABLE;
}

/** The NIfTI header of the first member. */
export function unpackHeader(member: Buffer): Buffer {
  try {
    return gunzipSync(member);
  } catch (error) {
    throw new VoxseekError('FILE_CORRUPT', 'The header of the stored volume cannot be decompressed.', { cause: error });
  }
}
