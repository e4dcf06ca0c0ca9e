import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ReadLimits, ReadOptions } from '../../services/ports/volume-reader.js';
import { GREATEST_RATIO, checkShape, fileError, tooLarge } from '../images/file-limits.js';
import { swapBytes } from '../images/number-types.js';
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
      this.head = Buffer.concat([this.head, chunk]);
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
  }

  /** Copies the part of a chunk that lies in the voxels; `from` is where the chunk begins in the file. */
  private place(chunk: Buffer, from: number): void {
    const start = from - (this.header?.offset ?? 0);
    if (start >= this.voxels.length || start + chunk.length <= 0) return;
    chunk.copy(this.voxels, Math.max(start, 0), Math.max(-start, 0));
  }
}

/** What is seen before reading: size, and whether the first two bytes are gzip's. */
async function inspect(path: string): Promise<{ readonly bytes: number; readonly compressed: boolean }> {
  const file = await open(path, 'r');
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new VoxseekError('FILE_UNREADABLE', 'The path is not a file.', { path });
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return { bytes: stat.size, compressed: bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b };
  } finally {
    await file.close();
  }
}

/** Streams a .nii or .nii.gz file; memory is bounded by the limits. Throws the codes of `VolumeReader`. */
export async function readRawImage(path: string, { limits, signal }: ReadOptions): Promise<RawImage> {
  // When the collector throws, the streams before it are torn down, and the pipeline may report that instead.
  let refusal: unknown;
  try {
    const { bytes, compressed } = await inspect(path);
    if (bytes > limits.maxBytes) throw tooLarge(bytes, limits.maxBytes);
    const collector = new Collector(limits, compressed ? bytes * GREATEST_RATIO : bytes);
    const file = createReadStream(path, { highWaterMark: CHUNK });
    const collect = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
      try {
        for await (const chunk of chunks) collector.add(chunk);
      } catch (error) {
        refusal = error;
        throw error;
      }
    };
    const options = signal === undefined ? {} : { signal };
    if (compressed) await pipeline(file, createGunzip({ chunkSize: CHUNK }), collect, options);
    else await pipeline(file, collect, options);
    return collector.finish();
  } catch (error) {
    throw fileError(refusal ?? error, path);
  }
}
