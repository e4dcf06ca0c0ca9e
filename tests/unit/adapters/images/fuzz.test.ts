import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { createDicomReader } from '../../../../src/adapters/dicom/dicom-reader.js';
import { createImportSource } from '../../../../src/adapters/filesystem/import-source.js';
import { createVolumeFiles } from '../../../../src/adapters/nifti/volume-files.js';
import { openVolumeReader } from '../../../../src/cli/wiring/volume-reader.js';
import { isInvertible } from '../../../../src/domain/geometry/affine.js';
import { isVoxseekError } from '../../../../src/domain/errors/voxseek-error.js';
import { createIngestService } from '../../../../src/services/ingest/create-ingest-service.js';
import type { ImportItem } from '../../../../src/services/ingest/ingest-service.js';
import type { Damage } from '../../../testkit/damage.js';
import { anyDamage, textDamage } from '../../../testkit/damage.js';
import { packed, segmentationBytes, structureSetBytes } from '../../../testkit/dicom-labels.js';
import { createMemoryObjects } from '../../../testkit/memory-objects.js';
import { createMemoryTeam } from '../../../testkit/memory-team.js';
import { nrrdBytes } from '../../../testkit/nrrd-bytes.js';
import { seededRandom } from '../../../testkit/seeded-random.js';

/** A share of the 500 damaged files of all formats that a plain run reads. */
const CASES = process.env.VOXSEEK_TEST_LONG === undefined ? 125 : 5_000;
const SEED = 20_264;
const A_HANG_MS = 10_000;
const MOST_MEMORY = 1 << 30;

const samples = join(import.meta.dirname, '../../../../samples');
const directory = mkdtempSync(join(tmpdir(), 'voxseek-fuzz-formats-'));
afterAll(() => rmSync(directory, { recursive: true }));

const sample = (name: string): Buffer => readFileSync(join(samples, name));
const SHORTS = Buffer.from(Int16Array.from({ length: 12 }, (_, index) => index).buffer);

function metaBytes(compressed: boolean): Buffer {
  const lines = ['ObjectType = Image', 'NDims = 3', 'BinaryData = True', 'BinaryDataByteOrderMSB = False', `CompressedData = ${compressed ? 'True' : 'False'}`, 'TransformMatrix = 1 0 0 0 1 0 0 0 1'];
  const more = ['Offset = 0 0 0', 'ElementSpacing = 1 1 1', 'DimSize = 2 3 2', 'ElementType = MET_SHORT', 'ElementDataFile = LOCAL', ''];
  return Buffer.concat([Buffer.from([...lines, ...more].join('\n')), compressed ? deflateSync(SHORTS) : SHORTS]);
}

/** The sample scan, as a MetaImage. */
function metaSample(): Buffer {
  const nrrd = sample('slicer-chest/CTChest4.nrrd');
  const lines = ['NDims = 3', 'DimSize = 128 128 34', 'ElementType = MET_SHORT', 'CompressedData = True', 'ElementSpacing = 3 3 10', 'Offset = 0 0 0', 'ElementDataFile = LOCAL', ''];
  return Buffer.concat([Buffer.from(lines.join('\n')), nrrd.subarray(nrrd.indexOf('\n\n') + 2)]);
}

/** The grid that the labels of the test objects lie on: 3 × 2 × 2 voxels of 1 mm, first voxel at 0 0 0 of LPS. */
const scan = nrrdBytes({ sizes: '3 2 2' });
const slice = (z: number) => [[-0.5, -0.5, z], [2.5, -0.5, z], [2.5, 1.5, z], [-0.5, 1.5, z]] as const;
const drawn = structureSetBytes([{ name: 'Liver', contours: [{ points: slice(0) }, { points: slice(1) }] }, { name: 'Spleen', contours: [{ points: slice(1) }] }], '1.2.840.10008.1.2.1');

interface Format {
  readonly scans: readonly Buffer[];
  readonly labels: readonly { readonly scan: Buffer; readonly file: Buffer }[];
  readonly damage: readonly Damage[];
  /** The least number of outcomes: a generator that only ever breaks one thing would prove little. */
  readonly outcomes: number;
}

const FORMATS: Readonly<Record<string, Format>> = {
  NRRD: {
    scans: [nrrdBytes(), nrrdBytes({ encoding: 'gzip' }, {}, gzipSync(SHORTS)), nrrdBytes({ space: null, 'space directions': null, spacings: '1 2 3' }), sample('slicer-chest/CTChest4.nrrd')],
    labels: [{ scan: sample('slicer-chest/CTChest4.nrrd'), file: sample('slicer-chest/Segmentation.seg.nrrd') }],
    damage: [...anyDamage(900), ...textDamage, ...textDamage],
    outcomes: 7,
  },
  MetaImage: {
    scans: [metaBytes(false), metaBytes(true), metaSample()],
    labels: [{ scan: metaBytes(false), file: metaBytes(true) }],
    damage: [...anyDamage(400), ...textDamage, ...textDamage],
    outcomes: 7,
  },
  'DICOM Segmentation': {
    scans: [],
    labels: [
      { scan, file: segmentationBytes() },
      { scan, file: segmentationBytes({ transferSyntax: '1.2.840.10008.1.2' }) },
      { scan, file: segmentationBytes({ type: 'FRACTIONAL', bits: 8, pixels: Buffer.alloc(12, 200) }) },
      { scan, file: segmentationBytes({ type: 'LABELMAP', bits: 8, pixels: Buffer.from([1, 2, 1, 2, 1, 2, 0, 0, 0, 1, 1, 1]) }) },
      { scan, file: segmentationBytes({ frames: [{ segment: 1, position: [0, 0, 0] }, { segment: 1, position: [0, 0, 1] }, { segment: 2, position: [0, 0, 1] }], pixels: packed(Array.from({ length: 18 }, () => 1)) }) },
    ],
    damage: anyDamage(1_400),
    outcomes: 5,
  },
  'RT Structure Set': {
    scans: [],
    labels: [{ scan, file: drawn }, { scan, file: structureSetBytes([{ name: 'Liver', contours: [{ points: slice(0) }] }]) }],
    damage: anyDamage(1_400),
    outcomes: 4,
  },
};

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function damaged(file: Buffer, { damage }: Format, random: () => number): Buffer {
  let bytes: Buffer = Buffer.from(file);
  for (let count = 1 + Math.floor(random() * 2); count > 0 && bytes.length > 1; count -= 1) bytes = damage[Math.floor(random() * damage.length)]!(bytes, random);
  return bytes;
}

describe(`${CASES} damaged files`, () => {
  it.each(Object.entries(FORMATS))('of %s each give a code or what is valid, and never half an import', { timeout: CASES * 400 }, async (name, format) => {
    const random = seededRandom(SEED);
    const [objects, team] = [createMemoryObjects(), createMemoryTeam()];
    const files = createVolumeFiles(objects);
    const limits = { maxBytes: 16 << 20, maxDimension: 1024 };
    const ingest = createIngestService({ objects, files, reader: openVolumeReader(), dicom: createDicomReader(), source: createImportSource(), pseudonymKey: 'k', importRoots: [directory], limits, log: silent });
    const [path, labels] = [join(directory, 'scan'), join(directory, 'labels')];
    const seeds = [...format.scans.map((file) => ({ file, scan: null })), ...format.labels];
    const tally = new Map<string, number>();
    let slowest = 0;
    for (let index = 0; index < CASES; index += 1) {
      const seed = seeds[Math.floor(random() * seeds.length)]!;
      const bytes = damaged(seed.file, format, random);
      writeFileSync(path, seed.scan ?? bytes);
      writeFileSync(labels, bytes);
      const item: ImportItem = {
        ...{ item: 'scan', name: null, patient: null, study: null, split: 'NONE', labels: {}, covers: null, derivedFrom: [] },
        source: { kind: 'FILE', path },
        producer: { kind: 'MANUAL', name: 'fuzz', version: null },
        labelSource: seed.scan === null ? null : { kind: 'LABEL_MAP', path: labels, taxonomy: 'COARSE_29' },
      };
      // Each case by itself: an import that finds its volume stored would tell little.
      await objects.deletePrefix('');
      team.volumes.clear();
      team.segmentations.length = 0;
      const started = performance.now();
      let outcome = 'VALID';
      try {
        const done = await ingest.importItem(team.catalogue, item, null, AbortSignal.timeout(A_HANG_MS));
        const stored = await files.readVolume([...objects.held.keys()].find((key) => key.includes(done.volumeId) && key.includes('voxels'))!);
        expect(isInvertible(stored.affine)).toBe(true);
        expect(stored.voxels.length).toBe(stored.shape[0] * stored.shape[1] * stored.shape[2]);
        expect([objects.held.size, team.segmentations.length]).toEqual(seed.scan === null ? [1, 0] : [2, 1]);
      } catch (error) {
        if (!isVoxseekError(error)) throw new Error(`case ${index} of seed ${SEED} failed without a code`, { cause: error });
        expect([objects.held.size, team.volumes.size, team.segmentations.length]).toEqual([0, 0, 0]);
        outcome = error.code;
      }
      slowest = Math.max(slowest, performance.now() - started);
      tally.set(outcome, (tally.get(outcome) ?? 0) + 1);
    }
    console.info(`fuzz ${name}: ${[...tally].sort(([, a], [, b]) => b - a).map(([outcome, count]) => `${outcome} ${count}`).join(', ')}; slowest ${Math.round(slowest)} ms`);
    expect(slowest).toBeLessThan(A_HANG_MS);
    expect(process.memoryUsage().rss).toBeLessThan(MOST_MEMORY);
    expect(tally.size).toBeGreaterThanOrEqual(format.outcomes);
    expect(tally.get('VALID') ?? 0).toBeGreaterThan(0);
    expect(readdirSync(directory).sort()).toEqual(['labels', 'scan']);
  });
});
