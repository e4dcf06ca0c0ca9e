import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createNiftiReader } from '../../src/adapters/nifti/nifti-reader.js';
import { createVolumeFiles } from '../../src/adapters/nifti/volume-files.js';
import { createDiskObjectStore } from '../../src/adapters/objects/disk.js';
import { valueOfLabel } from '../../src/domain/anatomy/labels.js';
import { generateCohort } from '../../src/services/cohort/generate-cohort.js';
import { repository } from './running-voxseek.js';

const TAXONOMY = 'TOTALSEGMENTATOR_V2';
const LIMITS = { maxBytes: 2 ** 30, maxDimension: 4_096 };

export interface WrittenArchive {
  readonly directory: string;
  readonly manifest: string;
}

/**
 * A cohort of virtual patients as TotalSegmentator lays its data out: `<case>/ct.nii.gz` and `<case>/segmentations/<structure>.nii.gz`, one
 * mask a structure, empty where it is absent. The first two thirds are the training split. Made once for all test runs.
 */
export async function writeTotalSegmentatorCohort(count: number): Promise<WrittenArchive> {
  const directory = join(repository, '.voxseek', `test-totalsegmentator-${count}`);
  const manifest = join(directory, 'manifest.csv');
  if (await stat(manifest).then(() => true, () => false)) return { directory, manifest };
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const reader = createNiftiReader();
  const sample = join(repository, 'samples', 'ts-abdomen');
  const { volume } = await reader.readVolume(join(sample, 'ct.nii.gz'), { limits: LIMITS });
  const labels = await reader.readLabels(join(sample, 'segmentations.nii.gz'), { limits: LIMITS });
  const files = createVolumeFiles(createDiskObjectStore(directory));
  const rows = ['file,patient,name,split,producer,derived_from'];
  for (const patient of generateCohort({ sources: [{ name: 'ts-abdomen', volume, labels, taxonomy: TAXONOMY }], count, seed: 2 })) {
    await files.writeVolume(`${patient.name}/ct.nii.gz`, patient.volume);
    const present = new Set(patient.labels.labels);
    for (const structure of patient.covers) {
      const value = valueOfLabel(TAXONOMY, structure);
      // The importer takes a missing mask for one that nobody drew, so absent structures need theirs; a few stand for all, to spare time.
      if (value === null || (!present.has(value) && !ALWAYS_DRAWN.has(structure))) continue;
      const mask = patient.labels.labels.map((label) => (label === value ? 1 : 0));
      await files.writeLabels(`${patient.name}/segmentations/${structure}.nii.gz`, { ...patient.labels, labels: mask });
    }
    const split = rows.length <= Math.ceil((count * 2) / 3) ? 'TRAIN' : 'TEST';
    rows.push(`${patient.name}/ct.nii.gz,${patient.name},${patient.name},${split},GENERATOR:voxseek-cohort,ts-abdomen`);
  }
  await writeFile(manifest, `${rows.join('\n')}\n`);
  return { directory, manifest };
}

const ALWAYS_DRAWN = new Set(['liver', 'spleen', 'stomach', 'pancreas', 'brain', 'heart', 'kidney_left', 'kidney_right']);
