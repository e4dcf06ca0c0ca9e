import { createHash } from 'node:crypto';
import { COHORT_PARAMETERS, COHORT_VERSION } from '../../domain/cohort/cohort-parameters.js';
import type { VirtualPatient } from '../../domain/cohort/virtual-patient.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { VolumeFiles } from '../ports/volume-files.js';
import { generateCohort } from './generate-cohort.js';
import type { CohortRequest } from './generate-cohort.js';

export interface WriteCohortDependencies {
  /** A directory as an object store. */
  readonly objects: ObjectStore;
  /** Writes into the same directory. */
  readonly files: VolumeFiles;
}

export interface WrittenCohort {
  /** Key of the directory that the ordinary import takes, without a slash at its end. */
  readonly directory: string;
  /** Key of its manifest. */
  readonly manifest: string;
  readonly patients: number;
  /** True when all of it lay there before. */
  readonly reused: boolean;
}

const COLUMNS = ['file', 'patient', 'name', 'segmentation', 'taxonomy', 'producer', 'derived_from'] as const;

/**
 * Writes a cohort as NIfTI files with a manifest, which comes last: where it is, the cohort is whole. The directory is named by
 * all that shapes its content, so that an unchanged cohort is not made again.
 */
export async function writeCohort(
  { objects, files }: WriteCohortDependencies,
  request: CohortRequest,
  options: { readonly onPatient?: (done: number) => void; readonly signal?: AbortSignal } = {},
): Promise<WrittenCohort> {
  const directory = directoryOf(request);
  const manifest = `${directory}/manifest.csv`;
  const written = { directory, manifest, patients: request.count };
  if ((await objects.head(manifest)) !== null) return { ...written, reused: true };
  const rows: string[][] = [];
  for (const patient of generateCohort(request)) {
    options.signal?.throwIfAborted();
    await files.writeVolume(`${directory}/${patient.name}/ct.nii.gz`, patient.volume);
    await files.writeLabels(`${directory}/${patient.name}/labels.nii.gz`, patient.labels);
    rows.push(rowOf(patient));
    options.onPatient?.(rows.length);
  }
  const csv = [COLUMNS, ...rows].map((row) => `${row.join(',')}\n`).join('');
  await objects.put(manifest, Buffer.from(csv, 'utf8'));
  return { ...written, reused: false };
}

/** No cell holds a comma or a quote: names are the generator's own. */
function rowOf({ name, taxonomy, derivedFrom }: VirtualPatient): string[] {
  const producer = `GENERATOR:voxseek-cohort@${COHORT_VERSION}`;
  return [`${name}/ct.nii.gz`, name, name, `${name}/labels.nii.gz`, taxonomy, producer, derivedFrom];
}

function directoryOf({ sources, count, seed, parameters = COHORT_PARAMETERS }: CohortRequest): string {
  const hash = createHash('sha256').update(JSON.stringify({ parameters, version: COHORT_VERSION }));
  for (const { name, taxonomy, volume, labels } of sources) {
    hash.update(JSON.stringify({ name, taxonomy, shape: volume.shape, spacing: volume.spacing }));
    hash.update(bytesOf(volume.voxels)).update(bytesOf(labels.labels));
  }
  return `cohort-${count}-seed-${seed}-${hash.digest('hex').slice(0, 12)}`;
}

const bytesOf = (array: Int16Array | Float32Array | Uint16Array): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
