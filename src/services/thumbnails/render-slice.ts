import type { CanonicalSlice } from '../../domain/geometry/volume.js';
import type { GrayImage } from '../ports/image-encoder.js';

/** Hounsfield units shown: from centre − width/2 (black) to centre + width/2 (white). */
export interface Window {
  readonly center: number;
  readonly width: number;
}

/** A position along an axis of voxels: the two voxels it lies between, and how near to the second. */
interface Sample {
  readonly first: number;
  readonly second: number;
  readonly share: number;
}

/** For each of `pixels` positions over an axis of `voxels`, pixel centres laid over voxel centres, against the axis. */
function samples(voxels: number, pixels: number): readonly Sample[] {
  return Array.from({ length: pixels }, (_, pixel) => {
    const position = Math.min(Math.max(((pixels - 1 - pixel + 0.5) * voxels) / pixels - 0.5, 0), voxels - 1);
    const first = Math.floor(position);
    return { first, second: Math.min(first + 1, voxels - 1), share: position - first };
  });
}

/** Width and height that are true to millimetres; the longer edge is `size`, or keeps the finer of the two resolutions. */
export function thumbnailSize(slice: CanonicalSlice, spacing: readonly [number, number], size: number | null): { readonly width: number; readonly height: number } {
  const [mmX, mmY] = [slice.nx * spacing[0], slice.ny * spacing[1]];
  const perMm = size === null ? 1 / Math.min(spacing[0], spacing[1]) : size / Math.max(mmX, mmY);
  return { width: Math.max(1, Math.round(mmX * perMm)), height: Math.max(1, Math.round(mmY * perMm)) };
}

/**
 * A slice as radiologists see it: anterior on top of an axial one, superior of the others; the patient's right on the image's left, of a
 * sagittal one anterior. Bilinear between voxels, then windowed. `spacing` in mm along columns and rows.
 */
export function renderSlice(slice: CanonicalSlice, spacing: readonly [number, number], window: Window, size: number | null): GrayImage {
  const { width, height } = thumbnailSize(slice, spacing, size);
  // Columns and rows run against the axes of the grid: of an axial slice to the patient's left and to posterior.
  const [columns, rows] = [samples(slice.nx, width), samples(slice.ny, height)];
  const at = (i: number, j: number): number => slice.voxels[j * slice.nx + i] ?? 0;
  const low = window.center - window.width / 2;
  const pixels = new Uint8Array(width * height);
  rows.forEach((row, y) => {
    columns.forEach((column, x) => {
      const near = at(column.first, row.first) * (1 - column.share) + at(column.second, row.first) * column.share;
      const far = at(column.first, row.second) * (1 - column.share) + at(column.second, row.second) * column.share;
      const value = near * (1 - row.share) + far * row.share;
      pixels[y * width + x] = Math.round((Math.min(Math.max(value - low, 0), window.width) / window.width) * 255);
    });
  });
  return { width, height, pixels };
}
