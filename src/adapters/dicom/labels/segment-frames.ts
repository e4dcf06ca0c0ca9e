import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { Affine } from '../../../domain/geometry/volume.js';
import type { Dataset } from '../dataset/dataset.js';
import { nameOf, TAG } from '../dataset/tags.js';

/** Where a frame lies, and which segment it shows; null where its pixels say so themselves. */
export interface SegmentFrame {
  /** Column, row and depth of 0 to mm in RAS+. */
  readonly affine: Affine;
  readonly segment: number | null;
}

type Group = 'PixelMeasuresSequence' | 'PlaneOrientationSequence' | 'PlanePositionSequence';

const corrupt = (message: string): VoxseekError => new VoxseekError('FILE_CORRUPT', message);

function affineOf(position: readonly number[], orientation: readonly number[], spacing: readonly number[]): Affine {
  const [x, y, z] = position as [number, number, number];
  const [cx, cy, cz, rx, ry, rz] = orientation as [number, number, number, number, number, number];
  const [betweenRows, betweenColumns] = spacing as [number, number];
  const normal = [cy * rz - cz * ry, cz * rx - cx * rz, cx * ry - cy * rx] as const;
  // Positions are in LPS: x and y turn round. A frame has no depth; its normal makes the affine one that can be inverted.
  return [
    [-cx * betweenColumns, -rx * betweenRows, -normal[0], -x],
    [-cy * betweenColumns, -ry * betweenRows, -normal[1], -y],
    [cz * betweenColumns, rz * betweenRows, normal[2], z],
    [0, 0, 0, 1],
  ];
}

/** The place and segment of every frame, stated for it or for all. Throws FILE_CORRUPT, MASK_GEOMETRY_MISMATCH. */
export function segmentFrames(dataset: Dataset, frames: number, labelMap: boolean): readonly SegmentFrame[] {
  const shared = dataset.item(TAG.SharedFunctionalGroupsSequence);
  const own = dataset.items(TAG.PerFrameFunctionalGroupsSequence);
  if (own.length !== frames) throw corrupt(`The header has ${frames} frames and describes ${own.length}.`);
  const common = (group: Group, tag: number, count: number): readonly number[] | null => valuesOf(shared, group, tag, count);
  const [position, orientation, spacing] = [
    common('PlanePositionSequence', TAG.ImagePositionPatient, 3),
    common('PlaneOrientationSequence', TAG.ImageOrientationPatient, 6),
    common('PixelMeasuresSequence', TAG.PixelSpacing, 2),
  ];
  const commonSegment = shared?.item(TAG.SegmentIdentificationSequence)?.number(TAG.ReferencedSegmentNumber) ?? null;
  const stated = (values: readonly number[] | null): readonly number[] => {
    // A picture of a slide or a screen has segments too, but no place in a patient.
    if (values === null) throw new VoxseekError('MASK_GEOMETRY_MISMATCH', 'The segmentation does not say where in the patient its frames lie.');
    return values;
  };
  return own.map((frame) => {
    const segment = labelMap ? null : (frame.item(TAG.SegmentIdentificationSequence)?.number(TAG.ReferencedSegmentNumber) ?? commonSegment);
    if (segment === null && !labelMap) throw corrupt('A frame does not say which segment it shows.');
    return {
      affine: affineOf(
        stated(valuesOf(frame, 'PlanePositionSequence', TAG.ImagePositionPatient, 3) ?? position),
        stated(valuesOf(frame, 'PlaneOrientationSequence', TAG.ImageOrientationPatient, 6) ?? orientation),
        stated(valuesOf(frame, 'PixelMeasuresSequence', TAG.PixelSpacing, 2) ?? spacing),
      ),
      segment,
    };
  });
}

function valuesOf(item: Dataset | null, group: Group, tag: number, count: number): readonly number[] | null {
  const values = item?.item(TAG[group])?.numbers(tag) ?? [];
  if (values.length === 0) return null;
  if (values.length !== count || !values.every(Number.isFinite)) throw corrupt(`${nameOf(tag)} has ${values.length} numbers, where ${count} belong.`);
  return values;
}
