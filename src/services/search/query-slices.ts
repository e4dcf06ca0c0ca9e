import { projectRegions } from '../../domain/anatomy/project-regions.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { axesOf, slicesIn } from '../../domain/geometry/planes.js';
import type { Plane } from '../../domain/geometry/planes.js';
import type { CanonicalGrid } from '../../domain/geometry/volume.js';
import type { UploadId } from '../../domain/ids.js';
import type { SegmentationRecord } from '../ports/records.js';
import type { QuerySlices } from './search-service.js';

/** What choosing slices needs to know of the query. */
export interface QueryShape {
  /** That the slices lie in. */
  readonly plane: Plane;
  readonly sliceCount: number;
  /** Null for an uploaded scan whose grid is not known; read only where a box or a mask asks for it. */
  readonly grid: () => Promise<CanonicalGrid | null>;
  /** Pixels of an uploaded mask on each slice of the plane. */
  readonly maskPixels: (upload: UploadId, grid: CanonicalGrid) => Promise<readonly number[]>;
  /** Reads the segmentation that a region is looked up in, with its pixels on the slices of the plane; null where there is none. */
  readonly segmentation: () => Promise<SegmentationRecord | null>;
}

const allSlices = (count: number): readonly number[] => Array.from({ length: count }, (_, slice) => slice);

/** The slices of the query that are compared, ascending. Throws REGION_NOT_SHOWN, INVALID_INPUT, and for a mask the codes of `QueryRegions`. */
export async function chooseSlices(chosen: QuerySlices, shape: QueryShape): Promise<readonly number[]> {
  switch (chosen.kind) {
    case 'ALL':
      return allSlices(shape.sliceCount);
    case 'RANGE': {
      if (chosen.last >= shape.sliceCount) {
        throw new VoxseekError('INVALID_INPUT', `The range ends at slice ${chosen.last}; the query has slices 0 to ${shape.sliceCount - 1}.`, { path: 'input.slices.last' });
      }
      return allSlices(chosen.last + 1).slice(chosen.first);
    }
    case 'REGION':
      return regionSlices(chosen, await shape.segmentation());
    case 'BOX':
      return boxSlices(chosen, await requireGrid(shape), shape.plane);
    case 'MASK':
      return maskSlices(chosen, await shape.maskPixels(chosen.uploadId, await requireGrid(shape)));
  }
}

function regionSlices({ region, minPixels }: Extract<QuerySlices, { kind: 'REGION' }>, segmentation: SegmentationRecord | null): readonly number[] {
  if (segmentation === null) throw new VoxseekError('REGION_NOT_SHOWN', 'The query has no segmentation, so no region of it is known.', { path: 'input.slices.region' });
  const counts =
    segmentation.regions.find((known) => known.region === region)?.pixelCounts ??
    projectRegions(segmentation, 'FINE_104').counts.get(region) ??
    projectRegions(segmentation, 'COARSE_29').counts.get(region) ??
    [];
  const slices = [...counts.entries()].filter(([, pixels]) => pixels >= minPixels).map(([slice]) => slice);
  if (slices.length === 0) {
    throw new VoxseekError('REGION_NOT_SHOWN', `No slice of the query shows "${region}" with at least ${minPixels} pixels.`, { path: 'input.slices.region' });
  }
  return slices;
}

function maskSlices({ minPixels }: Extract<QuerySlices, { kind: 'MASK' }>, pixels: readonly number[]): readonly number[] {
  const slices = allSlices(pixels.length).filter((slice) => (pixels[slice] ?? 0) >= minPixels);
  if (slices.length > 0) return slices;
  throw new VoxseekError('REGION_NOT_SHOWN', `No slice of the mask has at least ${minPixels} pixels; the fullest has ${Math.max(0, ...pixels)}.`, { path: 'input.slices.mask.minPixels' });
}

async function requireGrid(shape: QueryShape): Promise<CanonicalGrid> {
  const grid = await shape.grid();
  if (grid === null) throw new VoxseekError('INVALID_INPUT', 'The grid of this uploaded query is not known. Upload it again, or use a range of slices.', { path: 'input.slices' });
  return grid;
}

/** Slices with a voxel centre inside the box: the grid may be oblique, so the box is compared in patient coordinates. */
function boxSlices({ minimum, maximum }: Extract<QuerySlices, { kind: 'BOX' }>, { affine, shape }: CanonicalGrid, plane: Plane): readonly number[] {
  const [column, row, along] = axesOf(plane);
  const slices = allSlices(slicesIn(plane, shape)).filter((slice) => {
    const ranges = affine.slice(0, 3).map((of) => {
      const base = (of[along] ?? 0) * slice + (of[3] ?? 0);
      const ends = [0, (of[column] ?? 0) * (shape[column] - 1)].flatMap((i) => [0, (of[row] ?? 0) * (shape[row] - 1)].map((j) => base + i + j));
      return { low: Math.min(...ends), high: Math.max(...ends) };
    });
    return ranges.every(({ low, high }, axis) => high >= (minimum[axis] ?? 0) && low <= (maximum[axis] ?? 0));
  });
  if (slices.length === 0) throw new VoxseekError('INVALID_INPUT', 'The box (RAS+, mm) does not touch the query volume.', { path: 'input.slices.box' });
  return slices;
}
