import { join } from 'node:path';
import { createNiftiReader } from '../../adapters/nifti/nifti-reader.js';
import { createVolumeFiles } from '../../adapters/nifti/volume-files.js';
import { createDiskObjectStore } from '../../adapters/objects/disk.js';
import { writeCohort } from '../../services/cohort/write-cohort.js';
import type { StepProgress } from '../progress.js';

export const COHORT_SIZE = 24;
const SEED = 1;
const LIMITS = { maxBytes: 2 ** 30, maxDimension: 4_096 };

export interface CohortOnDisk {
  readonly directory: string;
  readonly manifest: string;
  readonly reused: boolean;
}

/** The virtual patients as files that the ordinary import takes, made from the labelled sample scan. */
export async function makeCohort(samples: string, home: string, onProgress: (progress: StepProgress) => void, signal: AbortSignal): Promise<CohortOnDisk> {
  const reader = createNiftiReader();
  const { volume } = await reader.readVolume(join(samples, 'ts-abdomen', 'ct.nii.gz'), { limits: LIMITS, signal });
  const labels = await reader.readLabels(join(samples, 'ts-abdomen', 'segmentations.nii.gz'), { limits: LIMITS, signal });
  const root = join(home, 'demo');
  const objects = createDiskObjectStore(root);
  const written = await writeCohort(
    { objects, files: createVolumeFiles(objects) },
    { sources: [{ name: 'ts-abdomen', volume, labels, taxonomy: 'TOTALSEGMENTATOR_V2' }], count: COHORT_SIZE, seed: SEED },
    { onPatient: (done) => onProgress({ done, total: COHORT_SIZE, unit: 'patients' }), signal },
  );
  return { directory: join(root, written.directory), manifest: join(root, written.manifest), reused: written.reused };
}
