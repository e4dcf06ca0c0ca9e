import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createUnzip } from 'node:zlib';
import { VoxseekError, isVoxseekError } from '../../domain/errors/voxseek-error.js';
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
class Filling {
  private position = 0;

  constructor(
    readonly target: Buffer,
    private readonly skip: number,
    private readonly maxBytes: number,
  ) {}

  add(chunk: Buffer): void {
    const start = this.position - this.skip;
    this.position += chunk.length;
    if (this.position > this.maxBytes) throw tooLarge(this.position, this.maxBytes);
    if (start < this.target.length && this.position > this.skip) chunk.copy(this.target, Math.max(start, 0), Math.max(-start, 0));
  }

  finish(): void {
    if (this.position - this.skip < this.target.length) throw truncated(Math.max(this.position - this.skip, 0), this.target.length);
  }
}

/** A zlib stream that ends before its file does ends the pipeline too, and that is told as an abort. */
const endedEarly = (error: unknown, signal: AbortSignal | undefined): boolean => error instanceof Error && 'code' in error && error.code === 'ABORT_ERR' && signal?.aborted !== true;

async function fill(place: VoxelPlace, start: number, filling: Filling, signal: AbortSignal | undefined): Promise<void> {
  // When the collector throws, the streams before it are torn down, and the pipeline may report that instead.
  let refusal: VoxseekError | undefined;
  const gather = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    try {
      for await (const chunk of chunks) filling.add(chunk);
    } catch (error) {
      if (isVoxseekError(error)) refusal = error;
      throw error;
    }
  };
  const file = createReadStream(place.path, { start, highWaterMark: CHUNK });
  const options = signal === undefined ? {} : { signal };
  try {
    if (place.compressed) await pipeline(file, createUnzip({ chunkSize: CHUNK }), gather, options);
    else await pipeline(file, gather, options);
  } catch (error) {
    if (refusal !== undefined || !endedEarly(error, signal)) throw refusal ?? error;
  }
  filling.finish();
}

/**
 * The voxels, little-endian. Memory is taken only when the file may hold what its header announces, within the limits. Throws
 * FILE_TOO_LARGE, FILE_TRUNCATED, FILE_CORRUPT, FILE_UNREADABLE.
 */
export async function readVoxelBytes(place: VoxelPlace, { limits, signal }: ReadOptions): Promise<ArrayBuffer> {
  try {
    const { size } = await stat(place.path);
    const expected = place.voxels * place.datatype.bytes;
    for (const bytes of [size, expected + place.skip]) if (bytes > limits.maxBytes) throw tooLarge(bytes, limits.maxBytes);
    const start = place.start === 'END' ? size - expected : place.start;
    if (start < 0) throw truncated(size, expected);
    const possible = Math.max(size - start, 0) * (place.compressed ? GREATEST_RATIO : 1);
    if (expected + place.skip > possible) throw truncated(Math.max(possible - place.skip, 0), expected);
    const target = Buffer.from(new ArrayBuffer(expected));
    await fill(place, start, new Filling(target, place.skip, limits.maxBytes), signal);
    if (!place.littleEndian) swapBytes(target, place.datatype.bytes);
    return target.buffer;
  } catch (error) {
    throw fileError(error, place.path);
  }
}
