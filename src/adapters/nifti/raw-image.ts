import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ReadLimits, ReadOptions } from '../../services/ports/volume-reader.js';
import { GREATEST_RATIO, checkShape, fileError, tooLarge } from '../images/file-limits.js';
import { swapBytes } from '../images/number-types.js';
import { readInto } from '../images/read-into.js';
import { LARGEST_HEADER, parseHeader } from './header.js';
import type { NiftiHeader } from './header.js';

/** A parsed header and the stored voxels behind it, little-endian. */
export interface RawImage {
  readonly header: NiftiHeader;
  readonly bytes: ArrayBuffer;
}

const CHUNK = 1 << 20;

/** Gathers header and voxels from chunks; takes memory only once the header has passed the limits. */
class Collector {
  private head: Buffer = Buffer.alloc(0);
  private header: NiftiHeader | null = null;
  private voxels: Buffer = Buffer.alloc(0);
  private position = 0;

  constructor(
    private readonly limits: ReadLimits,
    /** The most bytes that the file can unpack to. */
    private readonly possibleBytes: number,
  ) {}

  add(chunk: Buffer): void {
    if (this.position + chunk.length > this.limits.maxBytes) throw tooLarge(this.position + chunk.length, this.limits.maxBytes);
    if (this.header === null) {
      this.head = this.head.length === 0 && chunk.length >= LARGEST_HEADER ? chunk : Buffer.concat([this.head, chunk]);
      if (this.head.length >= LARGEST_HEADER) this.begin();
    } else {
      this.place(chunk, this.position);
    }
    this.position += chunk.length;
  }

  finish(): RawImage {
    if (this.header === null) this.begin();
    const { header } = this;
    if (header === null) throw new VoxseekError('NOT_NIFTI', 'The file has no header.');
    const expected = header.offset + this.voxels.length;
    if (this.position < expected) throw new VoxseekError('FILE_TRUNCATED', `The file has ${this.position} of ${expected} bytes.`);
    if (!header.littleEndian) swapBytes(this.voxels, header.datatype.bytes);
    return { header, bytes: this.voxels.buffer as ArrayBuffer };
  }

  private begin(): void {
    const header = parseHeader(this.head);
    checkShape(header.shape, this.limits);
    const bytes = header.shape[0] * header.shape[1] * header.shape[2] * header.datatype.bytes;
    const expected = header.offset + bytes;
    if (expected > this.limits.maxBytes) throw tooLarge(expected, this.limits.maxBytes);
    if (expected > this.possibleBytes) {
      throw new VoxseekError('FILE_TRUNCATED', `The file is too short for the ${bytes} bytes of voxels that its header announces.`);
    }
    this.header = header;
    this.voxels = Buffer.from(new ArrayBuffer(bytes));
    this.place(this.head, 0);
    this.head = Buffer.alloc(0);
  }

  /** Copies the part of a chunk that lies in the voxels; `from` is where the chunk begins in the file. */
  private place(chunk: Buffer, from: number): void {
    const start = from - (this.header?.offset ?? 0);
    if (start >= this.voxels.length || start + chunk.length <= 0) return;
    chunk.copy(this.voxels, Math.max(start, 0), Math.max(-start, 0));
  }
}

/** What is seen before reading: size, and whether the first two bytes are gzip's. */
async function inspect(file: FileHandle, path: string): Promise<{ readonly bytes: number; readonly compressed: boolean }> {
  const stat = await file.stat();
  if (!stat.isFile()) throw new VoxseekError('FILE_UNREADABLE', 'The path is not a file.', { path });
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
  return { bytes: stat.size, compressed: bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b };
}

/**
 * The bytes of a file, each chunk in the memory of the one before, which must have been used by then. A stream that is not drained until it has used what
 * was written keeps to that: all chunks but the last are longer than what it buffers.
 */
async function* chunksOf(file: FileHandle): AsyncGenerator<Buffer, void, undefined> {
  const memory = Buffer.allocUnsafeSlow(CHUNK);
  for (let [position, read] = [0, CHUNK]; read === CHUNK; position += read) {
    read = await readInto(file, memory, position);
    if (read > 0) yield memory.subarray(0, read);
  }
}

/** Gathers what a file holds. Throws what the collector throws, for which the streams may have another error. */
async function collect(file: FileHandle, compressed: boolean, collector: Collector, signal: AbortSignal | undefined): Promise<void> {
  // When the collector throws, the streams before it are torn down, and the pipeline may report that instead.
  let refusal: unknown;
  const gather = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    try {
      for await (const chunk of chunks) collector.add(chunk);
    } catch (error) {
      refusal = error;
      throw error;
    }
  };
  const options = signal === undefined ? {} : { signal };
  try {
    if (compressed) await pipeline(chunksOf(file), createGunzip({ chunkSize: CHUNK }), gather, options);
    else await pipeline(chunksOf(file), gather, options);
  } catch (error) {
    throw refusal ?? error;
  }
}

/** Streams a .nii or .nii.gz file; memory is bounded by the limits. Throws the codes of `VolumeReader`. */
export async function readRawImage(path: string, { limits, signal }: ReadOptions): Promise<RawImage> {
  try {
    const file = await open(path, 'r');
    try {
      const { bytes, compressed } = await inspect(file, path);
      if (bytes > limits.maxBytes) throw tooLarge(bytes, limits.maxBytes);
      const collector = new Collector(limits, compressed ? bytes * GREATEST_RATIO : bytes);
      await collect(file, compressed, collector, signal);
      return collector.finish();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(error, path);
  }
}
