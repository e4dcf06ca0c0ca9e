import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { encodedFrames } from '../../../../src/adapters/dicom/dataset/fragments.js';
import { parseDicom } from '../../../../src/adapters/dicom/dataset/dicom-file.js';
import { TAG } from '../../../../src/adapters/dicom/dataset/tags.js';
import { createDicomReader } from '../../../../src/adapters/dicom/dicom-reader.js';
import { createImportSource } from '../../../../src/adapters/filesystem/import-source.js';
import { createNiftiReader } from '../../../../src/adapters/nifti/nifti-reader.js';
import { createVolumeFiles } from '../../../../src/adapters/nifti/volume-files.js';
import { isVoxseekError } from '../../../../src/domain/errors/voxseek-error.js';
import { isInvertible } from '../../../../src/domain/geometry/affine.js';
import { createIngestService } from '../../../../src/services/ingest/create-ingest-service.js';
import { dicomBytes } from '../../../testkit/dicom-bytes.js';
import type { DicomElement } from '../../../testkit/dicom-bytes.js';
import { ENHANCED_CT, seriesSlices, sliceElements } from '../../../testkit/dicom-series.js';
import { encodeHtj2k } from '../../../testkit/htj2k.js';
import { jpegBytes } from '../../../testkit/jpeg-bytes.js';
import { createMemoryObjects } from '../../../testkit/memory-objects.js';
import { createMemoryTeam } from '../../../testkit/memory-team.js';
import { zipBytes } from '../../../testkit/zip-bytes.js';
import { seededRandom } from '../../../testkit/seeded-random.js';

const CASES = process.env.VOXSEEK_TEST_LONG === undefined ? 150 : 5_000;
const SEED = 2_405_09334;
/** No case may take longer. */
const DEADLINE_MS = 10_000;
const MOST_BYTES = 700 << 20;
const directory = mkdtempSync(join(tmpdir(), 'voxseek-dicom-fuzz-'));
afterAll(() => rmSync(directory, { recursive: true }));

const samples = join(import.meta.dirname, '../../../../samples/ts-dicom/series');
const real = readdirSync(samples).sort().slice(0, 3).map((name) => readFileSync(join(samples, name)));

const rle = (rows: number, columns: number): Buffer => {
  const header = Buffer.alloc(64);
  const segment = Buffer.concat(Array.from({ length: Math.ceil((rows * columns) / 128) }, () => Buffer.from([129, 3])));
  [2, 64, 64 + segment.length].forEach((value, index) => header.writeUInt32LE(value, 4 * index));
  return Buffer.concat([header, segment, segment]);
};

const encapsulated = (fragments: readonly Buffer[]): DicomElement => [TAG.PixelData, 'OB', { undefinedLength: [Buffer.alloc(0), ...fragments] }];

/** A multi-frame object of RLE frames. */
function multiFrame(): Buffer {
  const frames = Array.from({ length: 4 }, (_, index): readonly DicomElement[] => [[TAG.PlanePositionSequence, 'SQ', [[[TAG.ImagePositionPatient, 'DS', `0\\0\\${index * 2}`]]]]]);
  const shared: readonly DicomElement[] = [
    [TAG.PlaneOrientationSequence, 'SQ', [[[TAG.ImageOrientationPatient, 'DS', '1\\0\\0\\0\\1\\0']]]],
    [TAG.PixelMeasuresSequence, 'SQ', [[[TAG.PixelSpacing, 'DS', '1\\1']]]],
  ];
  const change: Readonly<Record<number, DicomElement>> = {
    [TAG.SOPClassUID]: [TAG.SOPClassUID, 'UI', ENHANCED_CT],
    [TAG.NumberOfFrames]: [TAG.NumberOfFrames, 'IS', '4'],
    [TAG.SharedFunctionalGroupsSequence]: [TAG.SharedFunctionalGroupsSequence, 'SQ', [shared]],
    [TAG.PerFrameFunctionalGroupsSequence]: [TAG.PerFrameFunctionalGroupsSequence, 'SQ', { undefinedLength: frames }],
    [TAG.PixelData]: encapsulated(Array.from({ length: 4 }, () => rle(3, 4))),
  };
  return dicomBytes(sliceElements({ change }), '1.2.840.10008.1.2.5');
}

const packed = (syntax: string, codestream: Buffer): readonly Buffer[] =>
  seriesSlices(2, 2.5, { syntax: `1.2.840.10008.1.2.4.${syntax}`, rows: ROWS, columns: COLUMNS, change: { [TAG.PixelData]: encapsulated([codestream]) } });
const [ROWS, COLUMNS] = [30, 20];
const smooth = Uint16Array.from({ length: ROWS * COLUMNS }, (_, index) => 1500 + Math.round(500 * Math.sin(index / 9)));

/** Slices of one series, of which one is damaged; a multi-frame file is a series of one. */
const seeds: readonly (readonly Buffer[])[] = [
  real,
  seriesSlices(3),
  seriesSlices(3, 2.5, { syntax: '1.2.840.10008.1.2' }),
  seriesSlices(3, 2.5, { syntax: '1.2.840.10008.1.2.2' }),
  seriesSlices(3, 2.5, { syntax: '1.2.840.10008.1.2.1.99' }),
  [multiFrame()],
  packed('51', jpegBytes({ rows: ROWS, columns: COLUMNS, bits: 12, pixels: smooth, restartEvery: 2 })),
  packed('201', await encodeHtj2k({ rows: ROWS, columns: COLUMNS, bits: 12, pixels: smooth, step: null })),
];

const frame = encodedFrames(parseDicom(real[0]!, { maxBytes: 1 << 24 }), 1)[0]!;
const pixelsAt = real[0]!.indexOf(frame);

type Change = (bytes: Buffer, random: () => number) => Buffer;

const place = (bytes: Buffer, random: () => number): number => Math.floor(random() * bytes.length);
const INTERESTING = [0, 1, 2, 4, 0x7f, 0x80, 0xfe, 0xff];

/** Tags that shape voxels and geometry; what follows each is its form, its length and its value. */
const FIELDS = [TAG.SOPClassUID, TAG.Modality, TAG.ImagePositionPatient, TAG.ImageOrientationPatient, TAG.PixelSpacing, TAG.Rows, TAG.Columns, TAG.BitsAllocated, TAG.BitsStored, TAG.HighBit, TAG.PixelRepresentation, TAG.SamplesPerPixel, TAG.RescaleSlope, TAG.NumberOfFrames, TAG.PixelData, 0x0002_0010];

const changes: readonly Change[] = [
  (bytes, random) => {
    const tag = FIELDS[Math.floor(random() * FIELDS.length)]!;
    const at = bytes.indexOf(Buffer.from([(tag >>> 16) & 0xff, tag >>> 24, tag & 0xff, (tag >>> 8) & 0xff]));
    const to = at + 6 + Math.floor(random() * 12);
    if (at >= 0 && to < bytes.length) bytes[to] = random() < 0.5 ? 0x30 + Math.floor(random() * 10) : INTERESTING[Math.floor(random() * INTERESTING.length)]!;
    return bytes;
  },
  // Where the header of most files lies.
  (bytes, random) => {
    for (let flips = 1 + Math.floor(random() * 4); flips > 0; flips -= 1) bytes[128 + Math.floor(random() * Math.min(bytes.length - 128, 1200))] = Math.floor(random() * 256);
    return bytes;
  },
  (bytes, random) => {
    bytes[place(bytes, random)] = INTERESTING[Math.floor(random() * INTERESTING.length)]!;
    return bytes;
  },
  // In the head of the codestream of a real slice, and elsewhere in others.
  (bytes, random) => {
    const from = bytes.length > pixelsAt + 400 ? pixelsAt : 128;
    for (let flips = 1 + Math.floor(random() * 3); flips > 0; flips -= 1) bytes[Math.min(bytes.length - 1, from + Math.floor(random() * 300))] = Math.floor(random() * 256);
    return bytes;
  },
  (bytes, random) => {
    for (let flips = 1 + Math.floor(random() * 16); flips > 0; flips -= 1) bytes[place(bytes, random)]! ^= 1 << Math.floor(random() * 8);
    return bytes;
  },
  (bytes, random) => bytes.subarray(0, place(bytes, random)),
  (bytes, random) => Buffer.concat([bytes, Buffer.from(Array.from({ length: 64 }, () => Math.floor(random() * 256)))]),
  (bytes, random) => {
    const [from, to] = [place(bytes, random), place(bytes, random)].sort((a, b) => a - b) as [number, number];
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  // Lengths that lead beyond everything.
  (bytes, random) => {
    const at = 132 + Math.floor(random() * Math.max(1, Math.min(bytes.length - 140, 1000)));
    if (at + 4 < bytes.length) bytes.writeUInt32LE([0xffff_ffff, 0xffff_fffe, 0x7fff_ffff, 0, bytes.length][Math.floor(random() * 5)]!, at);
    return bytes;
  },
];

function damaged(bytes: Buffer, random: () => number): Buffer {
  let changed: Buffer = Buffer.from(bytes);
  for (let count = 1 + Math.floor(random() * 3); count > 0 && changed.length > 200; count -= 1) changed = changes[Math.floor(random() * changes.length)]!(changed, random);
  return changed;
}

it(`gives a code or a valid volume for each of ${CASES} damaged uploads, in time and in bounds, and never half an import`, { timeout: CASES * 2_000 }, async () => {
  const random = seededRandom(SEED);
  const [objects, team] = [createMemoryObjects(), createMemoryTeam()];
  const limits = { maxBytes: 16 << 20, maxDimension: 1024 };
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const [files, reader, dicom, source] = [createVolumeFiles(objects), createNiftiReader(), createDicomReader(), createImportSource()];
  const ingest = createIngestService({ objects, files, reader, dicom, source, pseudonymKey: 'k', importRoots: [directory], limits, log: silent });
  const path = join(directory, 'ct.zip');
  const tally = new Map<string, number>();
  for (let index = 0; index < CASES; index += 1) {
    const series = seeds[Math.floor(random() * seeds.length)]!;
    const victim = Math.floor(random() * series.length);
    const inArchive = random() < 0.2;
    const slices = series.map((bytes, place) => (!inArchive && place === victim ? damaged(bytes, random) : bytes));
    const archive = slices.length === 1 && random() < 0.5 ? slices[0]! : zipBytes(slices.map((content, name) => ({ name: `${name}.dcm`, content, deflated: random() < 0.5 })));
    writeFileSync(path, inArchive ? damaged(archive, random) : archive);
    const before = [objects.held.size, team.volumes.size];
    const item = { item: 'ct', source: { kind: 'DICOM_UPLOAD', path, series: null }, name: null, patient: null, study: null, split: 'NONE', labels: {}, labelSource: null, covers: null, derivedFrom: [] } as const;
    const started = performance.now();
    let outcome: string;
    try {
      const done = await ingest.importItem(team.catalogue, { ...item, producer: { kind: 'MANUAL', name: 'fuzz', version: null } }, null, AbortSignal.timeout(2 * DEADLINE_MS));
      const stored = await files.readVolume([...objects.held.keys()].find((key) => key.includes(done.volumeId))!);
      expect(isInvertible(stored.affine)).toBe(true);
      expect(stored.voxels.length).toBe(stored.shape[0] * stored.shape[1] * stored.shape[2]);
      expect(stored.voxels.every(Number.isFinite)).toBe(true);
      outcome = 'VALID';
    } catch (error) {
      if (!isVoxseekError(error)) throw new Error(`case ${index} of seed ${SEED} failed without a code`, { cause: error });
      // Damage may give the same voxels another patient, which is found only once the object of the first import is there.
      if (error.code !== 'PATIENT_CONFLICT') expect([objects.held.size, team.volumes.size]).toEqual(before);
      outcome = error.code;
    }
    expect(performance.now() - started, `case ${index} of seed ${SEED}`).toBeLessThan(DEADLINE_MS);
    expect(objects.held.size).toBe(team.volumes.size);
    tally.set(outcome, (tally.get(outcome) ?? 0) + 1);
  }
  console.info(`fuzz: ${[...tally].sort(([, a], [, b]) => b - a).map(([outcome, count]) => `${outcome} ${count}`).join(', ')}`);
  // A generator that only ever breaks the compression would prove little.
  expect(tally.size).toBeGreaterThanOrEqual(CASES < 1_000 ? 6 : 9);
  expect(readdirSync(directory)).toEqual(['ct.zip']);
  expect(process.memoryUsage().rss).toBeLessThan(MOST_BYTES);
});
