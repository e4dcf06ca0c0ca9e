import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { createDicomReader } from '../../src/adapters/dicom/dicom-reader.js';
import type { CanonicalVolume } from '../../src/domain/geometry/volume.js';
import { chooseSeries } from '../../src/services/ingest/dicom/choose-series.js';
import type { ReadSeries } from '../../src/services/ports/dicom-reader.js';

const limits = { maxBytes: 2 ** 31, maxDimension: 4096 };
const reader = createDicomReader();

/** A volume as a reference script tells it; the voxels are a file of float32. */
export interface Canonical {
  readonly voxels: string;
  readonly shape: readonly number[];
  readonly affine: readonly (readonly number[])[];
}

export const lines = <T>(text: string): readonly T[] => text.trim().split('\n').map((line) => JSON.parse(line) as T);

export async function readSeriesIn(path: string): Promise<ReadSeries> {
  const files = readdirSync(path).sort().map((name) => join(path, name));
  const survey = await reader.survey(files, { limits, signal: new AbortController().signal });
  return reader.readSeries(chooseSeries(survey, null), { limits });
}

/** Voxels no more than `within` apart, affines within 10⁻⁴ mm. */
export function compareVolumes(ours: CanonicalVolume, theirs: Canonical, what: string, within = 0): void {
  expect(ours.shape, what).toEqual(theirs.shape);
  const bytes = readFileSync(theirs.voxels);
  const expected = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  let differing = 0;
  for (const [index, value] of expected.entries()) if (!(Math.abs(value - (ours.voxels[index] ?? Number.NaN)) <= within)) differing += 1;
  expect(differing, `voxels of ${what}`).toBe(0);
  const apart = Math.max(...ours.affine.flatMap((row, i) => row.map((value, j) => Math.abs(value - theirs.affine[i]![j]!))));
  expect(apart, `affine of ${what}`).toBeLessThan(1e-4);
}
