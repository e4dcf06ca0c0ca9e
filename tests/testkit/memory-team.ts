import { VoxseekError } from '../../src/domain/errors/voxseek-error.js';
import { asId } from '../../src/domain/ids.js';
import type { DatasetId, SegmentationId, VolumeId } from '../../src/domain/ids.js';
import type { TeamCatalogue } from '../../src/services/ports/catalogue.js';
import type { DatasetMember, DatasetRecord, PlaneRegions, SegmentationRecord, VolumeRecord } from '../../src/services/ports/records.js';

/** What an import touches of a team's catalogue, in memory. */
export interface MemoryTeam {
  readonly catalogue: TeamCatalogue;
  readonly volumes: Map<VolumeId, VolumeRecord>;
  readonly segmentations: SegmentationRecord[];
  readonly planeRegions: Map<SegmentationId, PlaneRegions>;
  readonly members: Map<DatasetId, Map<VolumeId, DatasetMember>>;
  addDataset(id: DatasetId): void;
  /** The next call of this method of `volumes` or `segmentations` fails with the error. */
  failNext(method: 'volumes.insert' | 'segmentations.insert', error: Error): void;
}

export function createMemoryTeam(name = 'team_a'): MemoryTeam {
  const volumes = new Map<VolumeId, VolumeRecord>();
  const segmentations: SegmentationRecord[] = [];
  const planeRegions = new Map<SegmentationId, PlaneRegions>();
  const members = new Map<DatasetId, Map<VolumeId, DatasetMember>>();
  const failures = new Map<string, Error>();
  const trip = (method: string): void => {
    const error = failures.get(method);
    failures.delete(method);
    if (error !== undefined) throw error;
  };
  const later = <T>(work: () => T): Promise<T> => Promise.resolve().then(work);

  const catalogue = {
    teamId: asId('Team', name),
    volumes: {
      insert: (volume: VolumeRecord) =>
        later(() => {
          trip('volumes.insert');
          if ([...volumes.values()].some(({ voxelHash }) => voxelHash === volume.voxelHash)) throw new VoxseekError('CONFLICT', 'The voxels are stored.');
          volumes.set(volume.id, volume);
        }),
      get: (id: VolumeId) => later(() => volumes.get(id) ?? null),
      findByVoxelHash: (hash: string) => later(() => [...volumes.values()].find(({ voxelHash }) => voxelHash === hash) ?? null),
      findByName: (wanted: string) => later(() => [...volumes.values()].filter((volume) => volume.name === wanted)),
    },
    segmentations: {
      insert: (segmentation: Omit<SegmentationRecord, 'version'>) =>
        later(() => {
          trip('segmentations.insert');
          const own = segmentations.filter(({ volumeId }) => volumeId === segmentation.volumeId);
          const known = own.find(({ maskHash }) => maskHash === segmentation.maskHash);
          if (known !== undefined) return known;
          const stored = { ...segmentation, version: own.length + 1 };
          segmentations.push(stored);
          return stored;
        }),
      putPlaneRegions: (id: SegmentationId, regions: PlaneRegions) => later(() => void planeRegions.set(id, regions)),
    },
    datasets: {
      get: (id: DatasetId) => later((): DatasetRecord | null => (members.has(id) ? { id, name: id, description: null, createdAt: new Date(0) } : null)),
      putMember: (id: DatasetId, member: DatasetMember) => later(() => void members.get(id)?.set(member.volumeId, member)),
      of: (ids: readonly VolumeId[]) => later(() => new Map(ids.map((id) => [id, [...members].filter(([, held]) => held.has(id)).map(([dataset]) => dataset)]))),
    },
  } as unknown as TeamCatalogue;

  return {
    catalogue,
    volumes,
    segmentations,
    planeRegions,
    members,
    addDataset: (id) => void members.set(id, new Map()),
    failNext: (method, error) => void failures.set(method, error),
  };
}
