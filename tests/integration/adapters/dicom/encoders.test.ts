import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { TAG } from '../../../../src/adapters/dicom/dataset/tags.js';
import { compareVolumes, lines, readSeriesIn } from '../../../testkit/canonical-series.js';
import type { Canonical } from '../../../testkit/canonical-series.js';
import type { DicomElement } from '../../../testkit/dicom-bytes.js';
import { sliceBytes } from '../../../testkit/dicom-series.js';
import { encodeHtj2k } from '../../../testkit/htj2k.js';
import { jpegBytes } from '../../../testkit/jpeg-bytes.js';
import { runReference } from '../../../testkit/run-python.js';

const sample = join(import.meta.dirname, '../../../../samples/ts-dicom/series');
const directory = mkdtempSync(join(tmpdir(), 'voxseek-encoders-'));
afterAll(() => rmSync(directory, { recursive: true }));

type Stored = Int16Array | Uint16Array | Uint8Array;
type Encode = (frame: { readonly rows: number; readonly columns: number; readonly pixels: Stored }) => Promise<Buffer> | Buffer;

interface Written {
  readonly what: string;
  /** The syntax, below 1.2.840.10008.1.2.4. */
  readonly syntax: string;
  readonly bits: number;
  readonly encode: Encode;
  /** Stored numbers of Hounsfield units. */
  readonly stored: (values: ArrayLike<number>) => Stored;
  readonly rescale: readonly [slope: number, intercept: number];
  /** How far two decoders may be apart, in stored numbers. */
  readonly apart: number;
  /** How far the pixels may be from those that were written. */
  readonly lost: number;
}

const unsigned = (values: ArrayLike<number>): Stored => Uint16Array.from(values, (value) => value + 1024);
const signed = (values: ArrayLike<number>): Stored => Int16Array.from(values);
const eight = (values: ArrayLike<number>): Stored => Uint8Array.from(values, (value) => (value + 1024) / 16);
const highThroughput = (bits: number, step: number | null): Encode => (frame) => encodeHtj2k({ ...frame, bits, step });
const jpeg = (restartEvery: number): Encode => (frame) => jpegBytes({ ...frame, bits: 12, restartEvery });

// High-Throughput JPEG 2000 is written by OpenJPH and read by the OpenJPEG of SimpleITK; lossy JPEG is read by its libjpeg of 12 bits.
it.each<Written>([
  { what: 'ht-unsigned', syntax: '201', bits: 12, encode: highThroughput(12, null), stored: unsigned, rescale: [1, -1024], apart: 0, lost: 0 },
  { what: 'ht-signed', syntax: '201', bits: 16, encode: highThroughput(16, null), stored: signed, rescale: [1, 0], apart: 0, lost: 0 },
  { what: 'ht-eight', syntax: '202', bits: 8, encode: highThroughput(8, null), stored: eight, rescale: [16, -1024], apart: 0, lost: 0 },
  { what: 'ht-rpcl', syntax: '202', bits: 16, encode: highThroughput(16, null), stored: unsigned, rescale: [1, -1024], apart: 0, lost: 0 },
  { what: 'ht-lossy', syntax: '203', bits: 12, encode: highThroughput(12, 0.0005), stored: unsigned, rescale: [1, -1024], apart: 1, lost: 8 },
  { what: 'ht-lossy-signed', syntax: '203', bits: 16, encode: highThroughput(16, 0.0001), stored: signed, rescale: [1, 0], apart: 1, lost: 16 },
  { what: 'jpeg-12', syntax: '51', bits: 12, encode: jpeg(0), stored: unsigned, rescale: [1, -1024], apart: 1, lost: 3 },
  { what: 'jpeg-12-restarts', syntax: '51', bits: 12, encode: jpeg(7), stored: unsigned, rescale: [1, -1024], apart: 1, lost: 3 },
])('reads $what as SimpleITK does', async ({ what, syntax, bits, encode, stored, rescale, apart, lost }) => {
  const { volume } = await readSeriesIn(sample);
  const [columns, rows] = volume.shape;
  const path = join(directory, what);
  mkdirSync(path);
  const [slope, intercept] = rescale;
  let most = 0;
  const originals: Stored[] = [];
  for (let z = 0; z < 3; z += 1) {
    const pixels = stored(volume.voxels.slice(z * rows * columns, (z + 1) * rows * columns));
    originals.push(pixels);
    const elements: readonly DicomElement[] = [
      [TAG.BitsAllocated, 'US', [bits > 8 ? 16 : 8]],
      [TAG.BitsStored, 'US', [bits]],
      [TAG.HighBit, 'US', [bits - 1]],
      [TAG.PixelRepresentation, 'US', [pixels instanceof Int16Array ? 1 : 0]],
      [TAG.PixelData, 'OB', { undefinedLength: [Buffer.alloc(0), await encode({ rows, columns, pixels })] }],
    ];
    const change = Object.fromEntries(elements.map((element) => [element[0], element]));
    writeFileSync(join(path, `${z}.dcm`), sliceBytes({ rows, columns, rescale, position: [0, 0, 2.5 * z], spacing: [1.5, 1.5], syntax: `1.2.840.10008.1.2.4.${syntax}`, change }));
  }
  const ours = (await readSeriesIn(path)).volume;
  const [theirs] = lines<Canonical>(await runReference('dicom_canonical.py', [directory, path]));
  compareVolumes(ours, theirs!, what, apart * slope);
  // Along x and y the canonical voxels are turned against the rows that were written.
  for (const [z, pixels] of originals.entries()) for (const [index, value] of pixels.entries()) most = Math.max(most, Math.abs(value * slope + intercept - ours.voxels[(z + 1) * rows * columns - 1 - index]!));
  expect(most).toBeLessThanOrEqual(lost);
  if (lost > 0) expect(most).toBeGreaterThan(0);
});
