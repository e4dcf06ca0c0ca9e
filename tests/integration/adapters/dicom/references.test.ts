import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compareVolumes, lines, readSeriesIn } from '../../../testkit/canonical-series.js';
import type { Canonical } from '../../../testkit/canonical-series.js';
import { runReference } from '../../../testkit/run-python.js';

const root = join(import.meta.dirname, '../../../..');
const sample = join(root, 'samples/ts-dicom/series');
const shared = join(root, '../shared/dicom');
const directory = mkdtempSync(join(tmpdir(), 'voxseek-dicom-'));
afterAll(() => rmSync(directory, { recursive: true }));

type Fixture = { readonly name: string; readonly path: string; readonly notes: readonly string[]; readonly within: number } & (Canonical | { readonly code: string });

describe('against SimpleITK', () => {
  const compareAll = async (paths: readonly string[]): Promise<void> => {
    const expected = lines<Canonical>(await runReference('dicom_canonical.py', [directory, ...paths]));
    for (const [index, path] of paths.entries()) compareVolumes((await readSeriesIn(path)).volume, expected[index]!, path);
  };

  it('reads the sample series: voxels to the bit, affine to 1e-4 mm', () => compareAll([sample]));

  it.skipIf(!existsSync(shared))('reads the three shared series (skipped without ../shared/dicom)', () =>
    compareAll(['STS_019/CT/image', 'STS_047/CT/image', 'TS_example_ct_dicom'].map((name) => join(shared, name))),
  );
});

/** Everything that is written from the slices of the sample, and so that none is forgotten. */
const WRITTEN = 51;

it('against pydicom and GDCM: reads every transfer syntax, pixel format and grid, and refuses or mends the others', { timeout: 300_000 }, async () => {
  const fixtures = lines<Fixture>(await runReference('dicom_fixtures.py', [directory, sample]));
  expect(fixtures.length).toBe(WRITTEN);
  for (const fixture of fixtures) {
    if ('code' in fixture) {
      await expect(readSeriesIn(fixture.path), fixture.name).rejects.toMatchObject({ code: fixture.code });
      continue;
    }
    const { volume, notes } = await readSeriesIn(fixture.path).catch((error: unknown) => {
      throw new Error(`${fixture.name} was not read`, { cause: error });
    });
    compareVolumes(volume, fixture, fixture.name, fixture.within);
    expect(notes.map(({ kind }) => kind), fixture.name).toEqual(fixture.notes);
  }
});
