import { VoxseekError, isVoxseekError } from '../../domain/errors/voxseek-error.js';
import { countForeground } from '../../domain/geometry/count-foreground.js';
import type { Plane } from '../../domain/geometry/planes.js';
import type { CanonicalGrid } from '../../domain/geometry/volume.js';
import type { QueryVolumeId, UploadId } from '../../domain/ids.js';
import { onGrid } from '../ingest/on-grid.js';
import { unionOf } from '../ingest/read-structures.js';
import { objectKeys } from '../object-keys.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { LabelFile, ReadLimits, VolumeReader } from '../ports/volume-reader.js';

/** What regions in patient coordinates need to know of a query: its grid, and the pixels of an uploaded mask. */
export interface QueryRegions {
  /** Of an uploaded query; null when it was embedded before grids were kept. */
  gridOf(team: TeamCatalogue, query: QueryVolumeId): Promise<CanonicalGrid | null>;
  /**
   * Pixels of the mask (any label above 0) on each slice of a plane of the grid, in its order. Throws the codes of `VolumeReader`,
   * NOT_FOUND, CONFLICT when nothing was sent yet, UPLOAD_EXPIRED, MASK_GEOMETRY_MISMATCH, EMPTY_MASK; the path names the mask.
   */
  maskPixels(team: TeamCatalogue, upload: UploadId, grid: CanonicalGrid, plane: Plane): Promise<readonly number[]>;
}

export interface QueryRegionsDeps {
  readonly objects: Pick<ObjectStore, 'head' | 'get'>;
  readonly reader: VolumeReader;
  readonly limits: ReadLimits;
  /** Gives the received bytes of an upload as a file for the time of `use`. */
  readonly withUploadedFile: <T>(team: TeamCatalogue, upload: UploadId, use: (path: string) => Promise<T>) => Promise<T>;
}

const PATH = 'input.slices.mask.uploadId';

export function createQueryRegions({ objects, reader, limits, withUploadedFile }: QueryRegionsDeps): QueryRegions {
  return {
    async gridOf(team, query) {
      const key = objectKeys.queryGrid(team.teamId, query);
      return (await objects.head(key)) === null ? null : (JSON.parse((await objects.get(key)).toString('utf8')) as CanonicalGrid);
    },
    async maskPixels(team, upload, grid, plane) {
      try {
        return await withUploadedFile(team, upload, async (path) => pixelsOf(foreground(await reader.readStructures(path, grid, { limits }), grid), grid, plane));
      } catch (error) {
        // The reader names a file on this machine, which is nobody's business.
        if (isVoxseekError(error)) throw new VoxseekError(error.code, error.message, { path: PATH, cause: error });
        throw error;
      }
    },
  };
}

/** Whatever is labelled, or lies within one of the structures. */
function foreground(file: LabelFile, grid: CanonicalGrid): Uint16Array | Uint8Array {
  if (file.kind === 'LABEL_MAP') return onGrid(grid, file.labels, PATH).labels;
  return unionOf(grid, file.structures, PATH);
}

function pixelsOf(labels: Uint16Array | Uint8Array, { shape }: CanonicalGrid, plane: Plane): readonly number[] {
  const counts = countForeground(labels, shape, plane);
  if (counts.every((count) => count === 0)) throw new VoxseekError('EMPTY_MASK', 'The mask has no foreground voxel, so it names no slice.');
  return counts;
}
