import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { axesOf, slicesIn } from '../../domain/geometry/planes.js';
import type { Plane } from '../../domain/geometry/planes.js';
import type { VolumeId } from '../../domain/ids.js';
import { objectKeys } from '../object-keys.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ImageEncoder } from '../ports/image-encoder.js';
import type { VolumeFiles } from '../ports/volume-files.js';
import { renderSlice } from './render-slice.js';
import type { Window } from './render-slice.js';

/** A slice of a plane, counted from 0 in its order. */
export interface SlicePlace {
  readonly plane: Plane;
  readonly slice: number;
}

export interface ThumbnailOptions {
  readonly window: Window;
  /** Pixels of the longer edge, 16 … 2,048; absent: as fine as the finer voxel edge. */
  readonly size?: number;
}

export interface ThumbnailService {
  /** A PNG of one slice of a plane in radiological convention. Throws NOT_FOUND, INVALID_INPUT. */
  render(team: TeamCatalogue, volumeId: VolumeId, { plane, slice }: SlicePlace, options: ThumbnailOptions): Promise<Uint8Array>;
}

const LARGEST_EDGE = 2048;

function check(slices: number, slice: number, { window, size }: ThumbnailOptions): void {
  const refuse = (path: string, message: string): never => {
    throw new VoxseekError('INVALID_INPUT', message, { path });
  };
  if (!Number.isInteger(slice) || slice < 0 || slice >= slices) refuse('slice', `There is no slice ${slice}; the volume has ${slices}, counted from 0.`);
  if (!Number.isFinite(window.center)) refuse('window.center', 'The centre of the window must be a number of Hounsfield units.');
  if (!Number.isFinite(window.width) || window.width <= 0) refuse('window.width', `The window is ${window.width} HU wide; it must be wider than 0.`);
  if (size !== undefined && !(Number.isInteger(size) && size >= 16 && size <= LARGEST_EDGE)) {
    refuse('size', `The size is ${size}; it must be a whole number from 16 to ${LARGEST_EDGE}.`);
  }
}

export function createThumbnailService(deps: { readonly files: VolumeFiles; readonly encoder: ImageEncoder }): ThumbnailService {
  return {
    async render(team, volumeId, { plane, slice }, options) {
      const volume = await team.volumes.get(volumeId);
      if (volume === null) throw new VoxseekError('NOT_FOUND', `There is no volume ${volumeId}.`, { path: 'volumeId' });
      check(slicesIn(plane, volume.shape), slice, options);
      const [column, row] = axesOf(plane);
      const [sx, sy] = [volume.spacing[column], volume.spacing[row]];
      const native = Math.max(volume.shape[column] * sx, volume.shape[row] * sy) / Math.min(sx, sy);
      const size = options.size ?? (native > LARGEST_EDGE ? LARGEST_EDGE : null);
      const voxels = await deps.files.readSlice(objectKeys.voxels(team.teamId, volumeId), slice, plane);
      return deps.encoder.encode(renderSlice(voxels, [sx, sy], options.window, size));
    },
  };
}
