import { describe, expect, it } from 'vitest';
import { decoderOf } from '../../../../../src/adapters/dicom/codecs/decoder-of.js';
import type { FrameDecoder } from '../../../../../src/adapters/dicom/codecs/frame-decoder.js';
import { decodeJpegSequential } from '../../../../../src/adapters/dicom/codecs/jpeg-sequential.js';
import { transferSyntaxOf } from '../../../../../src/adapters/dicom/dataset/transfer-syntax.js';
import type { PixelFormat } from '../../../../../src/adapters/dicom/series/pixel-format.js';
import { encodeHtj2k } from '../../../../testkit/htj2k.js';
import { jpegBytes } from '../../../../testkit/jpeg-bytes.js';
import { seededRandom } from '../../../../testkit/seeded-random.js';

const format: PixelFormat = { rows: 21, columns: 19, bitsAllocated: 16, bitsStored: 12, highBit: 11, signed: false, padding: null };
const random = seededRandom(20);
const pixels = Uint16Array.from({ length: format.rows * format.columns }, (_, index) => 1500 + Math.round(900 * Math.sin(index / 7) + 60 * random()));
const corrupt = expect.objectContaining({ code: 'FILE_CORRUPT' }) as Error;

async function decoder(suffix: string): Promise<FrameDecoder> {
  const decode = await decoderOf(transferSyntaxOf(`1.2.840.10008.1.2.4.${suffix}`));
  if (decode === null) throw new Error('no decoder');
  return decode;
}
const numbers = (bytes: Uint8Array): Uint16Array => new Uint16Array(Uint8Array.from(bytes).buffer);
const farthest = (decoded: Uint16Array): number => decoded.reduce((most, value, index) => Math.max(most, Math.abs(value - pixels[index]!)), 0);

describe('High-Throughput JPEG 2000', () => {
  const encode = (): Promise<Buffer> => encodeHtj2k({ ...format, bits: 12, pixels, step: null });

  it('gives the pixels back, also behind a byte of padding', async () => {
    const [decode, stream] = [await decoder('201'), await encode()];
    expect(numbers(decode(stream, format))).toEqual(pixels);
    expect(numbers(decode(Buffer.concat([stream, Buffer.alloc(1)]), format))).toEqual(pixels);
  });

  it('takes a last tile-part that leaves its length open', async () => {
    const [decode, stream] = [await decoder('201'), Buffer.from(await encode())];
    stream.writeUInt32BE(0, stream.indexOf(Buffer.from([0xff, 0x90])) + 6);
    expect(numbers(decode(stream, format))).toEqual(pixels);
    expect(() => decode(stream.subarray(0, -9), format)).toThrow(corrupt);
  });

  it('refuses a stream that ends early, wherever it does, and reads the next one', async () => {
    const [decode, stream] = [await decoder('201'), await encode()];
    for (let length = 0; length < stream.length; length += 1) expect(() => decode(stream.subarray(0, length), format), `${length} bytes`).toThrow(corrupt);
    expect(numbers((await decoder('201'))(stream, format))).toEqual(pixels);
  });

  it.each([
    ['lines that are not there, for which the decoder would wait', 44, 2],
    ['columns that are not there', 43, 2],
    ['no sampling', 44, 0],
    ['rows beyond those of the header', 15, 22],
    ['several components', 41, 3],
  ])('refuses %s', async (_, at, value) => {
    const stream = Buffer.from(await encode());
    stream[at] = value;
    const decode = await decoder('201');
    expect(() => decode(stream, format)).toThrow(corrupt);
  });
});

describe('lossy JPEG of 12 bits', () => {
  it.each([0, 1, 4])('gives the pixels back but for rounding, with a restart marker every %i blocks', async (restartEvery) => {
    const decoded = numbers((await decoder('51'))(jpegBytes({ ...format, bits: 12, pixels, restartEvery }), format));
    expect(farthest(decoded)).toBeLessThanOrEqual(3);
  });

  it('keeps to the range of its bits where rounding would leave it', async () => {
    const checks = Uint16Array.from(pixels, (_, index) => (index % 2 === 0 ? 0 : 4095));
    const decoded = numbers((await decoder('51'))(jpegBytes({ ...format, bits: 12, pixels: checks, restartEvery: 0 }), format));
    expect(Math.max(...decoded)).toBe(4095);
    expect(Math.min(...decoded)).toBe(0);
  });

  it('reads 8 bits as the decoder of 8 bits does', async () => {
    const eight: PixelFormat = { ...format, bitsAllocated: 8, bitsStored: 8, highBit: 7 };
    const stream = jpegBytes({ ...format, bits: 8, pixels: pixels.map((value) => value >> 4), restartEvery: 3 });
    const [ours, theirs] = [decodeJpegSequential(stream, eight), (await decoder('50'))(stream, eight)];
    expect(ours.every((value, index) => Math.abs(value - theirs[index]!) <= 1)).toBe(true);
    expect(ours.length).toBe(theirs.length);
  });

  it('refuses a stream that ends early, wherever it does', async () => {
    const [decode, stream] = [await decoder('51'), jpegBytes({ ...format, bits: 12, pixels, restartEvery: 2 })];
    // The mark of the end, and bits of padding before it, are not waited for.
    for (let length = 0; length < stream.length - 3; length += 1) expect(() => decode(stream.subarray(0, length), format), `${length} bytes`).toThrow(corrupt);
  });

  it.each<[what: string, change: (stream: Buffer) => void]>([
    ['a progressive process', (stream) => (stream[stream.indexOf(Buffer.from([0xff, 0xc1])) + 1] = 0xc2)],
    ['a table of codes that is missing', (stream) => (stream[stream.indexOf(Buffer.from([0xff, 0xda])) + 6] = 0x33)],
    ['a table of more codes than there can be', (stream) => (stream[stream.indexOf(Buffer.from([0xff, 0xc4])) + 5] = 3)],
    ['a restart marker out of turn', (stream) => (stream[stream.indexOf(Buffer.from([0xff, 0xd0])) + 1] = 0xd5)],
    ['a scan of three components', (stream) => (stream[stream.indexOf(Buffer.from([0xff, 0xda])) + 4] = 3)],
  ])('refuses %s', async (_, change) => {
    const stream = jpegBytes({ ...format, bits: 12, pixels, restartEvery: 2 });
    change(stream);
    const decode = await decoder('51');
    expect(() => decode(stream, format)).toThrow(corrupt);
  });
});
