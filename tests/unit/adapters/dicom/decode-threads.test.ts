import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { decodeInThread } from '../../../../src/adapters/dicom/codecs/decode-threads.js';
import { parseDicom } from '../../../../src/adapters/dicom/dataset/dicom-file.js';
import { encodedFrames } from '../../../../src/adapters/dicom/dataset/fragments.js';
import { transferSyntaxOf } from '../../../../src/adapters/dicom/dataset/transfer-syntax.js';
import { framePixels } from '../../../../src/adapters/dicom/series/frame-pixels.js';
import { pixelFormatOf } from '../../../../src/adapters/dicom/series/pixel-format.js';
import type { PixelFormat } from '../../../../src/adapters/dicom/series/pixel-format.js';
import { isVoxseekError } from '../../../../src/domain/errors/voxseek-error.js';
import { repository } from '../../../testkit/running-voxseek.js';

const RLE = transferSyntaxOf('1.2.840.10008.1.2.5');
const format: PixelFormat = { rows: 1, columns: 2, bitsAllocated: 16, bitsStored: 16, highBit: 15, signed: false, padding: null };

/** Two pixels of 16 bits, run-length encoded: a literal run for their upper bytes, one for their lower ones. */
function encoded(first: number, second: number): Buffer {
  const header = Buffer.alloc(64);
  [2, 64, 68].forEach((value, index) => header.writeUInt32LE(value, 4 * index));
  return Buffer.concat([header, Buffer.from([1, first >>> 8, second >>> 8, 0, 1, first & 0xff, second & 0xff, 0])]);
}

const values = (pixels: Uint8Array): readonly number[] => [...new Uint16Array(pixels.buffer, pixels.byteOffset, pixels.length / 2)];

const refusalOf = (outcome: PromiseSettledResult<Uint8Array> | undefined): readonly [code: string, message: string] | null =>
  outcome?.status === 'rejected' && isVoxseekError(outcome.reason) ? [outcome.reason.code, outcome.reason.message] : null;

it('gives each of many frames its own pixels, and leaves those that it was given', async () => {
  const frames = Array.from({ length: 200 }, (_, index) => encoded(index, 300 * index));
  const decoding = frames.map((frame) => decodeInThread(frame, format, RLE));
  // What was given may be used for another file at once.
  for (const frame of frames) frame.fill(0);
  expect((await Promise.all(decoding)).map(values)).toEqual(frames.map((_, index) => [index, 300 * index]));
  const kept = encoded(7, 8);
  await decodeInThread(kept, format, RLE);
  expect(kept.equals(encoded(7, 8))).toBe(true);
});

it('refuses a damaged frame by its code, and those beside it are none the worse', async () => {
  const [good, bad, unknown] = await Promise.allSettled([
    decodeInThread(encoded(1, 2), format, RLE),
    decodeInThread(encoded(3, 4).subarray(0, 70), format, RLE),
    decodeInThread(encoded(5, 6), format, transferSyntaxOf('1.2.840.10008.1.2.4.201')),
  ]);
  expect(good.status === 'fulfilled' && values(good.value)).toEqual([1, 2]);
  expect(refusalOf(bad)).toEqual(['FILE_CORRUPT', 'The run-length encoded pixels end early.']);
  expect(refusalOf(unknown)).toEqual(['DICOM_SYNTAX_UNSUPPORTED', 'There is no decoder for the transfer syntax 1.2.840.10008.1.2.4.201.']);
});

it('decodes JPEG 2000 as it is decoded where it is asked for, and again after a damaged stream', async () => {
  const directory = join(repository, 'samples/ts-dicom/series');
  const names = (await readdir(directory)).sort().slice(0, 3);
  const files = await Promise.all(names.map(async (name) => parseDicom(await readFile(join(directory, name)), { maxBytes: 2 ** 24 })));
  for (const file of files) {
    const own = pixelFormatOf(file.dataset);
    const frame = encodedFrames(file, 1)[0]!;
    const damaged = Buffer.concat([frame.subarray(0, 150), Buffer.alloc(50, 0xff)]);
    const outcomes = await Promise.allSettled([frame, damaged, frame, frame].map((one) => decodeInThread(one, own, file.transferSyntax)));
    const expected = (await framePixels(file, own, 1))(0);
    for (const outcome of [outcomes[0], outcomes[2], outcomes[3]]) expect(outcome?.status === 'fulfilled' && Buffer.from(outcome.value).equals(expected)).toBe(true);
    expect(refusalOf(outcomes[1])?.[0]).toBe('FILE_CORRUPT');
  }
}, 60_000);
