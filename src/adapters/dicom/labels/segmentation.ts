import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import { isInvertible } from '../../../domain/geometry/affine.js';
import { paintBlock, placeOnGrid } from '../../../domain/geometry/grid-placement.js';
import type { GridPlacement } from '../../../domain/geometry/grid-placement.js';
import type { CanonicalGrid, Shape } from '../../../domain/geometry/volume.js';
import type { ReadLimits, Structure } from '../../../services/ports/volume-reader.js';
import type { Dataset } from '../dataset/dataset.js';
import type { DicomFile } from '../dataset/dicom-file.js';
import { TAG } from '../dataset/tags.js';
import { namesOfCode } from './coded-concept.js';
import { segmentFrames } from './segment-frames.js';
import type { SegmentFrame } from './segment-frames.js';
import { segmentPixels } from './segment-pixels.js';
import type { PixelShape, SegmentationType, SegmentPixel } from './segment-pixels.js';

const corrupt = (message: string): VoxseekError => new VoxseekError('FILE_CORRUPT', message);
const mismatch = (message: string): VoxseekError => new VoxseekError('MASK_GEOMETRY_MISMATCH', message);

/** A share of at least so much of the maximum belongs to a segment. */
const HALF = 0.5;
const GREATEST_SHARE = 255;

function typeOf(dataset: Dataset): SegmentationType {
  const type = dataset.text(TAG.SegmentationType);
  if (type === 'BINARY' || type === 'FRACTIONAL' || type === 'LABELMAP') return type;
  throw corrupt('The segmentation does not say whether its pixels are binary, fractional or a label map.');
}

function shapeOf(dataset: Dataset, { maxDimension, maxBytes }: ReadLimits): PixelShape {
  const count = (tag: number): number => {
    const value = dataset.number(tag);
    if (value === null || !Number.isSafeInteger(value) || value < 1) throw corrupt('The segmentation does not say how many rows, columns, frames or bits it has.');
    return value;
  };
  const shape = { rows: count(TAG.Rows), columns: count(TAG.Columns), frames: count(TAG.NumberOfFrames), bitsAllocated: count(TAG.BitsAllocated) };
  if (shape.rows > maxDimension || shape.columns > maxDimension) {
    throw new VoxseekError('FILE_TOO_LARGE', `The frames are ${shape.columns} × ${shape.rows} pixels; at most ${maxDimension} along an axis are taken.`, { details: { limit: maxDimension } });
  }
  // Single bits are counted as bytes: it is pixels that take time.
  const bytes = shape.rows * shape.columns * shape.frames * Math.ceil(shape.bitsAllocated / 8);
  if (bytes > maxBytes) throw new VoxseekError('FILE_TOO_LARGE', `The segmentation unpacks to more than ${maxBytes} bytes.`, { details: { limit: maxBytes } });
  return shape;
}

interface PlacedFrame extends SegmentFrame {
  readonly frame: number;
  readonly placement: GridPlacement;
}

function placed(grid: CanonicalGrid, shape: Shape, frames: readonly SegmentFrame[]): readonly PlacedFrame[] {
  return frames.map((each, frame) => {
    const placement = isInvertible(each.affine) ? placeOnGrid(grid, { shape, affine: each.affine }) : null;
    if (placement === null) throw mismatch('The frames of the segmentation do not share the voxels of the scan.');
    return { ...each, frame, placement };
  });
}

/** Whether a pixel belongs to a segment. */
function membership(dataset: Dataset, type: SegmentationType, segment: number): (value: number) => boolean {
  switch (type) {
    case 'BINARY':
      return (value) => value !== 0;
    case 'FRACTIONAL': {
      const most = dataset.number(TAG.MaximumFractionalValue) ?? GREATEST_SHARE;
      return (value) => value > 0 && value >= HALF * most;
    }
    case 'LABELMAP':
      return (value) => value === segment;
  }
}

/** Which frames show each segment; of a label map by a look at all pixels, which saves one for each segment. */
function framesBySegment(frames: readonly PlacedFrame[], shape: Shape, pixel: SegmentPixel): ReadonlyMap<number, readonly PlacedFrame[]> {
  const shown = new Map<number, PlacedFrame[]>();
  for (const each of frames) {
    const segments = new Set<number>();
    if (each.segment !== null) segments.add(each.segment);
    else for (let index = 0; index < shape[0] * shape[1]; index += 1) segments.add(pixel(each.frame, index));
    for (const segment of segments) {
      const held = shown.get(segment);
      if (held === undefined) shown.set(segment, [each]);
      else held.push(each);
    }
  }
  return shown;
}

function maskOf(grid: CanonicalGrid, shape: Shape, frames: readonly PlacedFrame[], pixel: SegmentPixel, belongs: (value: number) => boolean): Uint8Array {
  const mask = new Uint8Array(grid.shape[0] * grid.shape[1] * grid.shape[2]);
  let beyond = 0;
  for (const { frame, placement } of frames) beyond += paintBlock(grid, shape, placement, (index) => belongs(pixel(frame, index)), mask);
  if (beyond > 0) throw mismatch(`${beyond} voxels of a segment lie outside the scan.`);
  return mask;
}

/**
 * The segments of a DICOM Segmentation, put on the grid of its scan by the place of each frame: in any order, and left out where nothing is
 * seen. Throws FILE_CORRUPT, FILE_TRUNCATED, FILE_TOO_LARGE, DICOM_SYNTAX_UNSUPPORTED, MASK_GEOMETRY_MISMATCH.
 */
export async function segmentationOf(file: DicomFile, grid: CanonicalGrid, limits: ReadLimits): Promise<readonly Structure[]> {
  const { dataset } = file;
  const type = typeOf(dataset);
  const pixels = shapeOf(dataset, limits);
  const shape: Shape = [pixels.columns, pixels.rows, 1];
  const frames = placed(grid, shape, segmentFrames(dataset, pixels.frames, type === 'LABELMAP'));
  const pixel = await segmentPixels(file, type, pixels);
  const shown = framesBySegment(frames, shape, pixel);
  return dataset.items(TAG.SegmentSequence).flatMap((segment): readonly Structure[] => {
    const number = segment.number(TAG.SegmentNumber);
    if (number === null) throw corrupt('A segment has no number.');
    // The background of a label map is listed among its segments.
    if (type === 'LABELMAP' && number === 0) return [];
    const label = segment.text(TAG.SegmentLabel);
    const coded = segment.item(TAG.SegmentedPropertyTypeCodeSequence);
    return [
      {
        names: [...(label === null ? [] : [label]), ...namesOfCode(coded, coded?.item(TAG.SegmentedPropertyTypeModifierCodeSequence) ?? null)],
        sought: true,
        mask: () => maskOf(grid, shape, shown.get(number) ?? [], pixel, membership(dataset, type, number)),
      },
    ];
  });
}
