import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import { CANONICAL_VERSION } from '../../../domain/geometry/volume.js';
import type { CanonicalLabels, CanonicalVolume } from '../../../domain/geometry/volume.js';
import { maskHash, voxelHash } from '../../../domain/geometry/voxel-hash.js';
import type { SegmentationId, VolumeId } from '../../../domain/ids.js';
import { perturb } from '../../../domain/perturbation/perturb.js';
import { PERTURBATION_VERSION, perturbationText } from '../../../domain/perturbation/perturbation.js';
import type { Perturbation } from '../../../domain/perturbation/perturbation.js';
import { segmentationIdOf, volumeIdOf } from '../../ingest/content-ids.js';
import { countedRegions } from '../../ingest/region-counts.js';
import { sliceFlagsOf } from '../../ingest/slice-flags.js';
import { ensureStored } from '../../ensure-stored.js';
import { objectKeys } from '../../object-keys.js';
import type { TeamCatalogue } from '../../ports/catalogue.js';
import type { ObjectStore } from '../../ports/object-store.js';
import type { SegmentationRecord, VolumeRecord } from '../../ports/records.js';
import type { VolumeFiles } from '../../ports/volume-files.js';

export interface DeriveDependencies {
  readonly objects: Pick<ObjectStore, 'deletePrefix' | 'head'>;
  readonly files: VolumeFiles;
}

export interface CopyRequest {
  readonly source: VolumeRecord;
  /** The labels that the source is judged by. */
  readonly segmentationId: SegmentationId;
  readonly perturbation: Perturbation;
  readonly seed: number;
}

/**
 * A perturbed copy of a volume as a volume of its own, of the same patient and study, with its labels resampled along. It is derived from its source and
 * from all that this is derived from, so that none of these is ever found by it. The same request gives the same volume; one that changes
 * nothing gives the source. Null where the source was deleted meanwhile: then nothing of the copy stays.
 */
export async function deriveCopy({ objects, files }: DeriveDependencies, team: TeamCatalogue, { source, segmentationId, perturbation, seed }: CopyRequest): Promise<VolumeId | null> {
  const segmentation = await team.segmentations.get(segmentationId);
  if (segmentation === null) return null;
  const [voxels, labels] = [await files.readVolume(objectKeys.voxels(team.teamId, source.id)), await files.readLabels(objectKeys.labels(team.teamId, source.id, segmentationId))];
  const copy = perturb(voxels, labels, perturbation, `${seed} ${source.voxelHash}`);
  const hash = voxelHash(copy.volume);
  const known = await team.volumes.findByVoxelHash(hash);
  if (known !== null && known.patientId !== source.patientId) {
    throw new VoxseekError('PATIENT_CONFLICT', `The voxels of ${source.id} with ${perturbationText(perturbation)} are stored as ${known.id} under another patient.`, { path: source.id });
  }
  if (known?.id === source.id) return source.id;
  const id = volumeIdOf(team.teamId, hash);
  const prefix = objectKeys.volume(team.teamId, id);
  if (known === null) {
    const key = objectKeys.voxels(team.teamId, id);
    const { bytes } = await files.writeVolume(key, copy.volume);
    await team.volumes.insert(recordOf(source, copy.volume, { id, hash, bytes, perturbation }));
    await ensureStored(objects, key, () => files.writeVolume(key, copy.volume));
  }
  if (copy.labels !== null) await storeLabels({ objects, files }, team, id, segmentation, copy.labels);
  if ((await team.volumes.get(source.id)) !== null) return id;
  await team.volumes.erase(id);
  await objects.deletePrefix(prefix);
  return null;
}

function recordOf(source: VolumeRecord, { voxels, shape, spacing, affine }: CanonicalVolume, { id, hash, bytes, perturbation }: { readonly id: VolumeId; readonly hash: string; readonly bytes: number; readonly perturbation: Perturbation }): VolumeRecord {
  const text = perturbationText(perturbation);
  return {
    ...{ id, teamId: source.teamId, patientId: source.patientId, studyId: source.studyId, name: `${source.name ?? source.id} · ${text}` },
    ...{ voxelHash: hash, canonicalVersion: CANONICAL_VERSION, voxelType: voxels instanceof Int16Array ? 'INT16' : 'FLOAT32', shape, spacing, affine },
    ...sliceFlagsOf({ voxels, shape }),
    importNotes: [{ kind: 'PERTURBED_COPY', message: `A copy of ${source.id} with ${text}, made for a benchmark.` }],
    derivedFrom: [source.id, ...source.derivedFrom],
    bytes,
    createdAt: new Date(),
  };
}

/** What was looked for in the source was looked for here too: what the copy has lost is absent. */
async function storeLabels({ objects, files }: DeriveDependencies, team: TeamCatalogue, volumeId: VolumeId, { taxonomy, covers }: SegmentationRecord, labels: CanonicalLabels): Promise<void> {
  const hash = maskHash(labels, taxonomy, covers);
  const id = segmentationIdOf(volumeId, hash);
  const key = objectKeys.labels(team.teamId, volumeId, id);
  await files.writeLabels(key, labels);
  const { regions, planeRegions, strangers } = countedRegions(labels, taxonomy);
  const stored = await team.segmentations.insert({
    ...{ id, volumeId, taxonomy, covers, maskHash: hash, createdAt: new Date() },
    producer: { kind: 'GENERATOR', name: 'perturbation', version: String(PERTURBATION_VERSION) },
    regions,
    unknownLabels: strangers.map(({ value, voxels }) => ({ value, name: null, voxels })),
  });
  await team.segmentations.putPlaneRegions(stored.id, planeRegions);
  await ensureStored(objects, key, () => files.writeLabels(key, labels));
}
