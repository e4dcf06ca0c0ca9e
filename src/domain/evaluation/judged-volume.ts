import { showsOnSlices } from '../anatomy/project-regions.js';
import type { ProjectedRegions } from '../anatomy/project-regions.js';
import type { PatientId, VolumeId } from '../ids.js';

/** A labelled volume as a judge sees it, in the words of one evaluation taxonomy. */
export interface JudgedVolume {
  readonly volumeId: VolumeId;
  readonly patientId: PatientId;
  readonly voxelHash: string;
  readonly sliceCount: number;
  /** Classes that were looked for. */
  readonly covers: ReadonlySet<string>;
  /** Covered classes that the volume shows, each with the slices that show it, ascending. */
  readonly shows: ReadonlyMap<string, ReadonlySet<number>>;
}

export interface LabelledVolume {
  readonly volumeId: VolumeId;
  readonly patientId: PatientId;
  readonly voxelHash: string;
  readonly sliceCount: number;
}

/** A slice shows a class if its mask has at least `minPixels` pixels there; a volume does if one of its slices does. */
export function judgeVolume(volume: LabelledVolume, regions: ProjectedRegions, minPixels: number): JudgedVolume {
  const shows = new Map<string, ReadonlySet<number>>();
  for (const [region, counts] of regions.counts) {
    const slices = showsOnSlices(counts, minPixels);
    if (slices.length > 0 && regions.covers.has(region)) shows.set(region, new Set(slices));
  }
  const { volumeId, patientId, voxelHash, sliceCount } = volume;
  return { volumeId, patientId, voxelHash, sliceCount, covers: regions.covers, shows };
}
