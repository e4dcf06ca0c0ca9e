import type { VolumeId } from '../ids.js';
import type { Stage1Volume } from './aggregate-hits.js';
import type { Candidates } from './retrieval-config.js';
import { compareText } from './slice-hit.js';
import type { VoxelHashOf } from './slice-hit.js';

/**
 * The volumes that stage 2 ranks: all with a hit, the first C of these (fewer if fewer), or every eligible volume, in the
 * order of their voxel hashes, stage 1 skipped.
 */
export function selectCandidates(
  stage1: readonly Stage1Volume[],
  candidates: Candidates,
  eligible: readonly VolumeId[],
  hashOf: VoxelHashOf,
): readonly VolumeId[] {
  switch (candidates.kind) {
    case 'HIT':
      return stage1.map(({ volumeId }) => volumeId);
    case 'FIRST':
      return stage1.slice(0, candidates.count).map(({ volumeId }) => volumeId);
    case 'GALLERY':
      return [...eligible].sort((a, b) => compareText(hashOf(a), hashOf(b)));
  }
}
