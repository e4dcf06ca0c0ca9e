import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createDicomReader } from '../../../../src/adapters/dicom/dicom-reader.js';
import type { CanonicalVolume } from '../../../../src/domain/geometry/volume.js';
import { chooseSeries } from '../../../../src/services/ingest/dicom/choose-series.js';
import type { ReadSeries } from '../../../../src/services/ports/dicom-reader.js';
import { runReference } from '../../../testkit/run-python.js';

const root = join(import.meta.dirname, '../../../..');
const sample = join(root, 'samples/ts-dicom/series');
const shared = join(root, '../shared/dicom');
const limits = { maxBytes: 2 ** 31, maxDimension: 4096 };
const reader = createDicomReader();
const directory = mkdtempSync(join(tmpdir(), 'voxseek-dicom-'));
afterAll(() => rmSync(directory, { recursive: true }));

interface Canonical {
  readonly voxels: string;
  readonly shape: readonly number[];
  readonly affine: readonly (readonly number[])[];
}

type Fixture = { readonly name: string; readonly path: string; readonly notes: readonly string[] } & (Canonical | { readonly code: string });

const lines = <T>(text: string): readonly T[] => text.trim().split('\n').map((line) => JSON.parse(line) as T);

async function read(path: string): Promise<ReadSeries> {
  const files = readdirSync(path).sort().map((name) => join(path, name));
  const survey = await reader.survey(files, { limits, signal: new AbortController().signal });
  return reader.readSeries(chooseSeries(survey, null), { limits });
}

function compare(ours: CanonicalVolume, theirs: Canonical, what: string): void {
  expect(ours.shape, what).toEqual(theirs.shape);
  const bytes = readFileSync(theirs.voxels);
  const expected = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  let differing = 0;
  for (const [index, value] of expected.entries()) if (value !== ours.voxels[index]) differing += 1;
  expect(differing, `voxels of ${what}`).toBe(0);
  const apart = Math.max(...ours.affine.flatMap((row, i) => row.map((value, j) => Math.abs(value - theirs.affine[i]![j]!))));
  expect(apart, `affine of ${what}`).toBeLessThan(1e-4);
}

describe('against SimpleITK', () => {
  const compareAll = async (paths: readonly string[]): Promise<void> => {
    const expected = lines<Canonical>(await runReference('dicom_canonical.py', [directory, ...paths]));
    for (const [index, path] of paths.entries()) compare((await read(path)).volume, expected[index]!, path);
  };

  it('reads the sample series: voxels to the bit, affine to 1e-4 mm', () => compareAll([sample]));

  it.skipIf(!existsSync(shared))('reads the three shared series (skipped without ../shared/dicom)', () =>
    compareAll(['STS_019/CT/image', 'STS_047/CT/image', 'TS_example_ct_dicom'].map((name) => join(shared, name))),
  );
});

/** Everything that is written from the slices of the sample, and so that none is forgotten. */
const WRITTEN = 50;

it('against pydicom and GDCM: reads every transfer syntax, pixel format and grid, and refuses or mends the others', { timeout: 300_000 }, async () => {
  const fixtures = lines<Fixture>(await runReference('dicom_fixtures.py', [directory, sample]));
  expect(fixtures.length).toBe(WRITTEN);
  for (const fixture of fixtures) {
    if ('code' in fixture) {
      await expect(read(fixture.path), fixture.name).rejects.toMatchObject({ code: fixture.code });
      continue;
    }
    const { volume, notes } = await read(fixture.path).catch((error: unknown) => {
      throw new Error(`${fixture.name} was not read`, { cause: error });
    });
    compare(volume, fixture, fixture.name);
    expect(notes.map(({ kind }) => kind), fixture.name).toEqual(fixture.notes);
  }
});
