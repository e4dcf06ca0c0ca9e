import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { createDicomReader } from '../../../../src/adapters/dicom/dicom-reader.js';
import { createImportSource } from '../../../../src/adapters/filesystem/import-source.js';
import { createNiftiReader } from '../../../../src/adapters/nifti/nifti-reader.js';
import { createVolumeFiles } from '../../../../src/adapters/nifti/volume-files.js';
import { isInvertible } from '../../../../src/domain/geometry/affine.js';
import { isVoxseekError } from '../../../../src/domain/errors/voxseek-error.js';
import { createIngestService } from '../../../../src/services/ingest/create-ingest-service.js';
import { createMemoryObjects } from '../../../testkit/memory-objects.js';
import { createMemoryTeam } from '../../../testkit/memory-team.js';
import { float32Bytes, niftiBytes } from '../../../testkit/nifti-bytes.js';
import { seededRandom } from '../../../testkit/seeded-random.js';

const CASES = process.env.VOXSEEK_TEST_LONG === undefined ? 500 : 5_000;
const SEED = 405_09334;
const directory = mkdtempSync(join(tmpdir(), 'voxseek-fuzz-'));
afterAll(() => rmSync(directory, { recursive: true }));

const sample = readFileSync(join(import.meta.dirname, '../../../../samples/ts-slab/ct.nii.gz'));
const seeds: readonly Buffer[] = [
  niftiBytes(),
  gzipSync(niftiBytes()),
  niftiBytes({ datatype: 16, bitpix: 32, data: float32Bytes([...Array(12).keys()]), qformCode: 1, slope: 2, intercept: 1 }),
  gunzipSync(sample).subarray(0, 352 + 122 * 101 * 30 * 2),
  sample,
];

type Change = (bytes: Buffer, random: () => number) => Buffer;

const place = (bytes: Buffer, random: () => number): number => Math.floor(random() * bytes.length);
const INTERESTING = [0, 1, 2, 4, 0x7f, 0x80, 0xff];

/** Where the fields lie that shape voxels and geometry: dim, datatype, pixdim, offset and scaling, codes, forms. */
const FIELDS: readonly (readonly [from: number, bytes: number])[] = [[40, 16], [70, 2], [76, 16], [108, 12], [252, 4], [256, 24], [280, 48], [352, 48]];

const changes: readonly Change[] = [
  // Header bytes matter most, so most changes fall there.
  (bytes, random) => {
    for (let flips = 1 + Math.floor(random() * 4); flips > 0; flips -= 1) bytes[Math.floor(random() * Math.min(bytes.length, 352))] = Math.floor(random() * 256);
    return bytes;
  },
  (bytes, random) => onPlain(bytes, (plain) => {
    const [from, length] = FIELDS[Math.floor(random() * FIELDS.length)]!;
    plain[from + Math.floor(random() * length)] = INTERESTING[Math.floor(random() * INTERESTING.length)]!;
  }),
  (bytes, random) => onPlain(bytes, (plain) => {
    const [from, length] = FIELDS[Math.floor(random() * FIELDS.length)]!;
    plain.fill(INTERESTING[Math.floor(random() * INTERESTING.length)]!, from, from + 1 + Math.floor(random() * length));
  }),
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
  (bytes, random) => onPlain(bytes, (plain) => void plain.writeInt16LE([-1, 0, 1, 2, 3, 4, 5, 2000][Math.floor(random() * 8)]!, 40 + 2 * Math.floor(random() * 8))),
];

/** Changes a file below its compression, if it has one. */
function onPlain(bytes: Buffer, change: (plain: Buffer) => void): Buffer {
  const compressed = bytes[0] === 0x1f;
  const plain = compressed ? Buffer.from(gunzipSync(bytes)) : bytes;
  change(plain);
  return compressed ? gzipSync(plain, { level: 1 }) : plain;
}

it(`gives a code or a valid volume for each of ${CASES} damaged files, and never half an import`, { timeout: CASES * 200 }, async () => {
  const random = seededRandom(SEED);
  const [objects, team] = [createMemoryObjects(), createMemoryTeam()];
  const limits = { maxBytes: 16 << 20, maxDimension: 1024 };
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const [files, reader, source] = [createVolumeFiles(objects), createNiftiReader(), createImportSource()];
  const ingest = createIngestService({ objects, files, reader, dicom: createDicomReader(), source, pseudonymKey: 'k', importRoots: [directory], limits, log: silent });
  const tally = new Map<string, number>();
  for (let index = 0; index < CASES; index += 1) {
    let bytes: Buffer = Buffer.from(seeds[Math.floor(random() * seeds.length)]!);
    for (let count = 1 + Math.floor(random() * 2); count > 0 && bytes.length > 1; count -= 1) bytes = damaged(bytes, random);
    const path = join(directory, 'ct.nii.gz');
    writeFileSync(path, bytes);
    const before = [objects.held.size, team.volumes.size];
    const item = { item: 'ct', source: { kind: 'FILE', path }, name: null, patient: null, study: null, split: 'NONE', labels: {}, labelSource: null, covers: null, derivedFrom: [] } as const;
    let outcome: string;
    try {
      const done = await ingest.importItem(team.catalogue, { ...item, producer: { kind: 'MANUAL', name: 'fuzz', version: null } }, null, AbortSignal.timeout(20_000));
      const stored = await files.readVolume([...objects.held.keys()].find((key) => key.includes(done.volumeId))!);
      expect(isInvertible(stored.affine)).toBe(true);
      expect(stored.voxels.length).toBe(stored.shape[0] * stored.shape[1] * stored.shape[2]);
      expect(stored.voxels.every(Number.isFinite)).toBe(true);
      expect(objects.held.size).toBe(team.volumes.size);
      outcome = 'VALID';
    } catch (error) {
      if (!isVoxseekError(error)) throw new Error(`case ${index} of seed ${SEED} failed without a code`, { cause: error });
      expect([objects.held.size, team.volumes.size]).toEqual(before);
      outcome = error.code;
    }
    tally.set(outcome, (tally.get(outcome) ?? 0) + 1);
  }
  console.info(`fuzz: ${[...tally].sort(([, a], [, b]) => b - a).map(([outcome, count]) => `${outcome} ${count}`).join(', ')}`);
  // A generator that only ever breaks the compression would prove little.
  expect(tally.size).toBeGreaterThanOrEqual(9);
  expect(readdirSync(directory)).toEqual(['ct.nii.gz']);
});

function damaged(bytes: Buffer, random: () => number): Buffer {
  try {
    return changes[Math.floor(random() * changes.length)]!(bytes, random);
  } catch {
    // Bytes damaged before cannot always be unpacked again.
    return bytes;
  }
}
