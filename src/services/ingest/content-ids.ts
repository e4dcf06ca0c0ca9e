import { createHash } from 'node:crypto';
import { asId } from '../../domain/ids.js';
import type { SegmentationId, TeamId, VolumeId } from '../../domain/ids.js';

const digest = (...parts: readonly string[]): string => createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);

/**
 * The id of a team's volume, made of its voxels: an import that is repeated after a crash finds the objects that it wrote
 * before, and none is orphaned.
 */
export const volumeIdOf = (teamId: TeamId, voxelHash: string): VolumeId => asId('Volume', `vol_${digest('volume', teamId, voxelHash)}`);

/** The id of a segmentation: its volume and what judges see of it. */
export const segmentationIdOf = (volumeId: VolumeId, maskHash: string): SegmentationId =>
  asId('Segmentation', `seg_${digest('segmentation', volumeId, maskHash)}`);
