import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { Point } from '../../../domain/geometry/affine.js';
import { isOrthonormal } from '../../../domain/geometry/series/slice-plane.js';
import type { SliceGrid } from '../../../domain/geometry/series/slice-plane.js';
import type { PassedSlice } from '../../../domain/geometry/series/split-stacks.js';
import type { Dataset } from '../dataset/dataset.js';
import { nameOf, TAG } from '../dataset/tags.js';

/** What the header says of one frame. */
export interface FrameHeader extends PassedSlice {
  /** From 0. */
  readonly frame: number;
  /** Hounsfield units = stored × slope + intercept; null where the header does not say. */
  readonly rescale: { readonly slope: number; readonly intercept: number } | null;
}

/** Finds an element of a frame: in the data set of a slice, or in its functional groups. */
type Find = (sequence: number, tag: number) => Dataset | null;

const missing = (tag: number): VoxseekError => new VoxseekError('DICOM_GEOMETRY_MISSING', `The header has no usable ${nameOf(tag)}, without which the slice has no place.`);

function numbersOf(find: Find, sequence: number, tag: number, count: number): readonly number[] {
  const values = find(sequence, tag)?.numbers(tag) ?? [];
  if (values.length < count) throw missing(tag);
  return values;
}

const scaled = (x: number, y: number, z: number): Point => {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
};

function gridOf(dataset: Dataset, find: Find): SliceGrid {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = numbersOf(find, TAG.PlaneOrientationSequence, TAG.ImageOrientationPatient, 6);
  const [betweenRows = 0, betweenColumns = 0] = numbersOf(find, TAG.PixelMeasuresSequence, TAG.PixelSpacing, 2);
  if (!isOrthonormal({ rowDirection: [a, b, c], columnDirection: [d, e, f] })) throw missing(TAG.ImageOrientationPatient);
  if (!(betweenRows > 0 && betweenColumns > 0)) throw missing(TAG.PixelSpacing);
  const [rows, columns] = [dataset.number(TAG.Rows) ?? 0, dataset.number(TAG.Columns) ?? 0];
  if (rows < 1 || columns < 1) throw new VoxseekError('FILE_CORRUPT', `The header says that the image has ${rows} rows and ${columns} columns.`);
  return { rows, columns, rowDirection: scaled(a, b, c), columnDirection: scaled(d, e, f), pixelSpacing: [betweenRows, betweenColumns] };
}

function rescaleOf(find: Find): FrameHeader['rescale'] {
  const holder = find(TAG.PixelValueTransformationSequence, TAG.RescaleSlope);
  const slope = holder?.number(TAG.RescaleSlope) ?? null;
  const intercept = holder?.number(TAG.RescaleIntercept) ?? null;
  if (slope === null || intercept === null) return null;
  if (slope === 0) throw new VoxseekError('FILE_CORRUPT', 'RescaleSlope is 0.');
  return { slope, intercept };
}

function positionOf(find: Find): Point {
  const [x = 0, y = 0, z = 0] = numbersOf(find, TAG.PlanePositionSequence, TAG.ImagePositionPatient, 3);
  return [x, y, z];
}

function sliceHeader(dataset: Dataset): FrameHeader {
  const find: Find = () => dataset;
  const pass = dataset.number(TAG.AcquisitionNumber);
  return { frame: 0, grid: gridOf(dataset, find), position: positionOf(find), pass: pass === null ? null : String(pass), rescale: rescaleOf(find) };
}

function frameCount(dataset: Dataset): number {
  const frames = dataset.number(TAG.NumberOfFrames) ?? 0;
  if (!Number.isInteger(frames) || frames < 1) throw new VoxseekError('FILE_CORRUPT', 'NumberOfFrames is no number of frames.');
  return frames;
}

/** Frames of an enhanced object: each functional group is one of the frame, or else of all. */
function multiFrameHeaders(dataset: Dataset): readonly FrameHeader[] {
  const shared = dataset.item(TAG.SharedFunctionalGroupsSequence);
  const perFrame = dataset.items(TAG.PerFrameFunctionalGroupsSequence);
  const frames = frameCount(dataset);
  if (perFrame.length !== frames) throw new VoxseekError('FILE_CORRUPT', `The header announces ${frames} frames and describes ${perFrame.length}.`);
  let last: SliceGrid | null = null;
  return perFrame.flatMap((groups, frame): readonly FrameHeader[] => {
    const find: Find = (sequence, tag) => [groups, shared].map((holder) => holder?.item(sequence) ?? null).find((item) => item?.has(tag)) ?? null;
    if (find(TAG.CTImageFrameTypeSequence, TAG.FrameType)?.texts(TAG.FrameType)[2] === 'LOCALIZER') return [];
    const grid = gridOf(dataset, find);
    // One object for all frames alike: thousands of frames are compared by identity.
    if (last === null || JSON.stringify(last) !== JSON.stringify(grid)) last = grid;
    const content = groups.item(TAG.FrameContentSequence);
    const pass = [content?.number(TAG.FrameAcquisitionNumber) ?? null, content?.number(TAG.TemporalPositionIndex) ?? null];
    return [{ frame, grid: last, position: positionOf(find), pass: pass.every((part) => part === null) ? null : pass.join('/'), rescale: rescaleOf(find) }];
  });
}

/** The frames of a CT object, in file order, localizers left out. Throws DICOM_GEOMETRY_MISSING, DICOM_MODALITY_LUT, FILE_CORRUPT. */
export function frameHeaders(dataset: Dataset, kind: 'CT_SLICE' | 'CT_MULTI_FRAME'): readonly FrameHeader[] {
  if (dataset.has(TAG.ModalityLUTSequence)) throw new VoxseekError('DICOM_MODALITY_LUT', 'The values are turned into others by a table (ModalityLUTSequence), which are no Hounsfield units.');
  return kind === 'CT_SLICE' ? [sliceHeader(dataset)] : multiFrameHeaders(dataset);
}
