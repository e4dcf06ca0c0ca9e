import type { PrivacyPolicy } from '../../domain/deidentification/flags.js';
import { NOTHING_REMOVED } from '../../domain/deidentification/removal-report.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { CANONICAL_VERSION } from '../../domain/geometry/volume.js';
import { maskHash, voxelHash } from '../../domain/geometry/voxel-hash.js';
import type { DatasetId, PatientId, SegmentationId, TeamId, VolumeId } from '../../domain/ids.js';
import { originOf } from '../deidentification/origin-of.js';
import { privacyNotes } from '../deidentification/privacy-notes.js';
import type { Sealing } from '../deidentification/sealing.js';
import { ensureStored } from '../ensure-stored.js';
import { objectKeys } from '../object-keys.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { HeaderIdentity } from '../ports/dicom-reader.js';
import type { ImportSource } from '../ports/import-source.js';
import type { Log } from '../ports/log.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { ImportNote, VolumeRecord } from '../ports/records.js';
import type { VolumeFiles } from '../ports/volume-files.js';
import type { ReadLimits } from '../ports/volume-reader.js';
import { segmentationIdOf, volumeIdOf } from './content-ids.js';
import { resolveDerivedFrom } from './derived-from.js';
import type { ImportedVolume, ImportItem, PatientReference } from './ingest-service.js';
import { patientIdOf, studyIdOf } from './pseudonyms.js';
import type { Pseudonyms } from './pseudonyms.js';
import { readScan } from './read-scan.js';
import type { ReadScan, ScanDeps } from './read-scan.js';
import { readSegmentation } from './read-segmentation.js';
import type { ReadSegmentation } from './read-segmentation.js';
import { sliceFlagsOf } from './slice-flags.js';

export interface ImportDeps extends ScanDeps {
  readonly objects: ObjectStore;
  readonly files: VolumeFiles;
  readonly source: ImportSource;
  readonly pseudonyms: Pseudonyms;
  readonly sealing: Sealing;
  readonly privacyPolicy: PrivacyPolicy;
  /** Absolute paths below which directories may be read. */
  readonly importRoots: readonly string[];
  readonly limits: ReadLimits;
  readonly log: Log;
}

const ASSUMED: ImportNote = { kind: 'PATIENT_ASSUMED', message: 'No patient was declared: the file was taken for a patient of its own.' };

function pseudonymOf(reference: PatientReference, hash: (key: string) => string): string {
  if (reference.kind === 'KEY') return hash(reference.key);
  if (!/^[a-z0-9-]{8,64}$/u.test(reference.pseudonym)) throw new VoxseekError('INVALID_INPUT', 'The pseudonym is not a keyed hash.', { path: 'patient' });
  return reference.pseudonym;
}

function identify({ pseudonyms }: ImportDeps, teamId: TeamId, item: ImportItem, hash: string): Pick<VolumeRecord, 'patientId' | 'studyId'> {
  const declared = item.patient ?? ({ kind: 'KEY', key: `voxels/${hash}` } as const);
  const patient = pseudonymOf(declared, (key) => pseudonyms.patient(teamId, key));
  const study = pseudonymOf(item.study ?? { kind: 'KEY', key: `voxels/${hash}` }, (key) => pseudonyms.study(teamId, patient, key));
  return { patientId: patientIdOf(patient), studyId: studyIdOf(study) };
}

function refuseOtherPatient(stored: VolumeRecord, item: ImportItem, patientId: PatientId): void {
  if (item.patient === null || stored.patientId === patientId) return;
  const assumed = stored.importNotes.some(({ kind }) => kind === 'PATIENT_ASSUMED');
  throw new VoxseekError(
    'PATIENT_CONFLICT',
    `The same voxels are stored as ${stored.id} under another patient${assumed ? ', assumed when they were imported without one' : ''}.`,
    { path: 'patient', details: { volumeId: stored.id } },
  );
}

/** Objects without a row are reachable by nobody: what a failed import wrote is taken back, unless another one made the row. */
async function takeBack({ objects, log }: ImportDeps, team: TeamCatalogue, volumeId: VolumeId): Promise<void> {
  try {
    if ((await team.volumes.get(volumeId)) === null) await objects.deletePrefix(objectKeys.volume(team.teamId, volumeId));
  } catch (error) {
    log.warn({ volumeId, error: error instanceof Error ? error.message : 'unknown' }, 'Objects of a failed import could not be taken back; a retry uses them.');
  }
}

/** Makes the row, or finds the one that a concurrent import of the same voxels made first. */
async function insertOnce(team: TeamCatalogue, record: VolumeRecord): Promise<{ readonly volume: VolumeRecord; readonly created: boolean }> {
  try {
    await team.volumes.insert(record);
    return { volume: record, created: true };
  } catch (error) {
    const other = await team.volumes.findByVoxelHash(record.voxelHash);
    if (other === null) throw error;
    return { volume: other, created: false };
  }
}

async function storeVolume(deps: ImportDeps, team: TeamCatalogue, item: ImportItem, { volume, facts, notes }: Pick<ReadScan, 'volume' | 'facts' | 'notes'>, hash: string, datasetId: DatasetId | null): Promise<{ readonly volume: VolumeRecord; readonly created: boolean }> {
  const identity = identify(deps, team.teamId, item, hash);
  const stored = await team.volumes.findByVoxelHash(hash);
  if (stored !== null) {
    refuseOtherPatient(stored, item, identity.patientId);
    return { volume: stored, created: false };
  }
  const derivedFrom = await resolveDerivedFrom(team, item.derivedFrom, datasetId);
  const id = volumeIdOf(team.teamId, hash);
  const key = objectKeys.voxels(team.teamId, id);
  try {
    const { bytes } = await deps.files.writeVolume(key, volume);
    const made = await insertOnce(team, {
      id,
      teamId: team.teamId,
      ...identity,
      name: item.name,
      voxelHash: hash,
      canonicalVersion: CANONICAL_VERSION,
      voxelType: volume.voxels instanceof Int16Array ? 'INT16' : 'FLOAT32',
      shape: volume.shape,
      spacing: volume.spacing,
      affine: volume.affine,
      ...sliceFlagsOf(volume),
      importNotes: item.patient === null ? [...notes, ASSUMED] : notes,
      derivedFrom,
      bytes,
      ...(facts === null ? {} : { origin: originOf(deps, team.teamId, identity.patientId.replace(/^pat_/u, ''), facts, item.fetchedFrom ?? null) }),
      createdAt: new Date(),
    });
    refuseOtherPatient(made.volume, item, identity.patientId);
    // A deletion of the same voxels, or a failed import of them, may have swept the object away as well before the row stood.
    await ensureStored(deps.objects, key, () => deps.files.writeVolume(key, volume));
    return made;
  } catch (error) {
    await takeBack(deps, team, id);
    throw error;
  }
}

async function storeSegmentation(deps: ImportDeps, team: TeamCatalogue, volumeId: VolumeId, item: ImportItem, read: ReadSegmentation): Promise<SegmentationId | null> {
  if (item.labelSource === null) return null;
  const { taxonomy } = item.labelSource;
  const hash = maskHash(read.labels, taxonomy, read.covers);
  const id = segmentationIdOf(volumeId, hash);
  const key = objectKeys.labels(team.teamId, volumeId, id);
  await deps.files.writeLabels(key, read.labels);
  const { covers, regions, unknownLabels } = read;
  const record = { id, volumeId, taxonomy, producer: item.producer, covers, regions, unknownLabels, maskHash: hash, createdAt: new Date() };
  const stored = await team.segmentations.insert(record);
  await team.segmentations.putPlaneRegions(stored.id, read.planeRegions);
  await ensureStored(deps.objects, key, () => deps.files.writeLabels(key, read.labels));
  return stored.id;
}

/** What nobody declared is as the headers say. A study is one of a patient: without one it is nobody's. */
function withIdentity(item: ImportItem, header: HeaderIdentity): ImportItem {
  const keyed = (key: string | null): PatientReference | null => (key === null ? null : { kind: 'KEY', key });
  const patient = item.patient ?? keyed(header.patient);
  return { ...item, patient, study: patient === null ? null : (item.study ?? keyed(header.study)) };
}

/** See `IngestService.importItem`. All that can be wrong with the input is found before anything is written. */
export async function importItem(deps: ImportDeps, team: TeamCatalogue, declared: ImportItem, datasetId: DatasetId | null, signal: AbortSignal): Promise<ImportedVolume> {
  if (datasetId !== null && (await team.datasets.get(datasetId)) === null) {
    throw new VoxseekError('NOT_FOUND', `There is no data set ${datasetId}.`, { path: 'datasetId' });
  }
  const options = { limits: deps.limits, signal };
  const { volume, notes, identity, facts } = await readScan(deps, declared.source, options);
  const item = withIdentity(declared, identity);
  const segmentation = item.labelSource === null ? null : await readSegmentation(deps, volume, item.labelSource, item.covers, options);
  const hash = voxelHash(volume);
  signal.throwIfAborted();
  const flagged = privacyNotes(deps.privacyPolicy, facts?.flags ?? [], segmentation?.regions.map(({ region }) => region) ?? []);
  const noticed = [...notes, ...(segmentation?.notes ?? []), ...flagged];
  const stored = await storeVolume(deps, team, item, { volume, facts, notes: noticed }, hash, datasetId);
  const segmentationId = segmentation === null ? null : await storeSegmentation(deps, team, stored.volume.id, item, segmentation);
  if (datasetId !== null) await team.datasets.putMember(datasetId, { volumeId: stored.volume.id, split: item.split, labels: item.labels });
  deps.log.debug({ volumeId: stored.volume.id, created: stored.created, slices: volume.shape[2] }, 'Volume imported.');
  return { volumeId: stored.volume.id, segmentationId, created: stored.created, notes: item.patient === null ? [...noticed, ASSUMED] : noticed, removal: facts?.removal ?? NOTHING_REMOVED };
}
