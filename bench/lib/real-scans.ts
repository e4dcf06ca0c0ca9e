import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createNiftiReader } from '../../src/adapters/nifti/nifti-reader.js';
import type { CanonicalVolume } from '../../src/domain/geometry/volume.js';
import { repository } from '../../tests/testkit/running-voxseek.js';
import { readSharedCts } from '../../tests/testkit/shared-ct.js';

const LIMITS = { maxBytes: 2 ** 33, maxDimension: 4096 };

export interface RealScan {
  readonly name: string;
  readonly patient: string;
  readonly volume: CanonicalVolume;
}

/** The real CTs of the shared data with their patients; the samples where these are absent. */
export async function realScans(): Promise<readonly RealScan[]> {
  const files = (await readSharedCts()) ?? (await sampleScans());
  const reader = createNiftiReader();
  const scans: RealScan[] = [];
  for (const { name, patient, file } of files) scans.push({ name, patient, volume: (await reader.readVolume(file, { limits: LIMITS })).volume });
  return scans;
}

async function sampleScans(): Promise<readonly { readonly name: string; readonly patient: string; readonly file: string }[]> {
  const directory = join(repository, 'samples');
  const [, ...lines] = (await readFile(join(directory, 'manifest.csv'), 'utf8')).trim().split('\n');
  return lines.flatMap((line) => {
    const [file, name, patient] = line.split(',');
    return file?.endsWith('.nii.gz') === true && name !== undefined && patient !== undefined ? [{ name, patient, file: join(directory, file) }] : [];
  });
}
