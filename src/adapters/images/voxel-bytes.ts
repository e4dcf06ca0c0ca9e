import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createUnzip } from 'node:zlib';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ReadOptions } from '../../services/ports/volume-reader.js';
import { GREATEST_RATIO, fileError, tooLarge } from './file-limits.js';
import { swapBytes } from './number-types.js';
import type { NumberType } from './number-types.js';

/** Where the voxels of an image lie in a file. */
export interface VoxelPlace {
  readonly path: string;
  /** Bytes of the file before the voxels, or before their compressed form; `END` where they are the last bytes of the file. */
  readonly start: number | 'END';
  /** Deflate with the frame of gzip or zlib. */
  readonly compressed: boolean;
  /** Bytes of the decompressed stream before the voxels. */
  readonly skip: number;
  readonly voxels: number;
  readonly datatype: NumberType;
  readonly littleEndian: boolean;
}

const CHUNK = 1 << 20;

const truncated = (has: number, expected: number): VoxseekError => new VoxseekError('FILE_TRUNCATED', `The file has ${has} of ${expected} bytes of voxels.`);

/** Fills the buffer with what follows the first `skip` bytes of a stream; what comes after is read and counted, not kept. */
async function collect(chunks: AsyncIterable<Buffer>, target: Buffer, skip: number, maxBytes: number): Promise<void> {
  let position = 0;
  for await (const chunk of chunks) {
    const start = position - skip;
    position += chunk.length;
    if (position > maxBytes) throw tooLarge(position, maxBytes);
    if (start < target.length && position > skip) chunk.copy(target, Math.max(start, 0), Math.max(-start, 0));
  }
  if (position - skip < target.length) throw truncated(Math.max(position - skip, 0), target.length);
}

/**
 * The voxels, little-endian. Memory is taken only when the file may hold what its header announces, within the limits. Throws
 * FILE_TOO_LARGE, FILE_TRUNCATED, FILE_CORRUPT, FILE_UNREADABLE.
 */
export async function readVoxelBytes(place: VoxelPlace, { limits, signal }: ReadOptions): Promise<ArrayBuffer> {
  // When the collector throws, the streams before it are torn down, and the pipeline may report that instead.
  let refusal: unknown;
  try {
    const { size } = await stat(place.path);
    const expected = place.voxels * place.datatype.bytes;
    for (const bytes of [size, expected + place.skip]) if (bytes > limits.maxBytes) throw tooLarge(bytes, limits.maxBytes);
    const start = place.start === 'END' ? size - expected : place.start;
    if (start < 0) throw truncated(size, expected);
    const possible = Math.max(size - start, 0) * (place.compressed ? GREATEST_RATIO : 1);
    if (expected + place.skip > possible) throw truncated(Math.max(possible - place.skip, 0), expected);
    const target = Buffer.from(new ArrayBuffer(expected));
    const gather = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
      try {
        await collect(chunks, target, place.skip, limits.maxBytes);
      } catch (error) {
        refusal = error;
        throw error;
      }
    };
    const file = createReadStream(place.path, { start, highWaterMark: CHUNK });
    const options = signal === undefined ? {} : { signal };
    if (place.compressed) await pipeline(file, createUnzip({ chunkSize: CHUNK }), gather, options);
    else await pipeline(file, gather, options);
    if (!place.littleEndian) swapBytes(target, place.datatype.bytes);
    return target.buffer;
  } catch (error) {
    throw fileError(refusal ?? error, place.path);
  }
}
