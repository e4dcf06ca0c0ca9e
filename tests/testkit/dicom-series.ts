import { TAG } from '../../src/adapters/dicom/dataset/tags.js';
import { dicomBytes } from './dicom-bytes.js';
import type { DicomElement } from './dicom-bytes.js';

export const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2';
export const ENHANCED_CT = '1.2.840.10008.5.1.4.1.1.2.1';

/** A CT slice; what is not given is that of a sound axial one of 4 × 3 pixels. */
export interface TestSlice {
  readonly series?: string;
  readonly patient?: string | null;
  readonly position?: readonly [number, number, number];
  readonly orientation?: readonly number[];
  readonly spacing?: readonly [number, number];
  readonly rows?: number;
  readonly columns?: number;
  /** Stored numbers, row by row. */
  readonly values?: readonly number[];
  readonly rescale?: readonly [slope: number, intercept: number] | null;
  readonly syntax?: string;
  /** Elements that replace those of their tags, or are added; null leaves one out. */
  readonly change?: Readonly<Record<number, DicomElement | null>>;
}

const text = (tag: number, vr: string, value: string | null | undefined): readonly DicomElement[] => (value == null ? [] : [[tag, vr, value]]);

/** Elements of a slice in the order of their tags. */
export function sliceElements({ series = '1.2.3', patient = 'MRN-1', position = [0, 0, 0], orientation = [1, 0, 0, 0, 1, 0], spacing = [2, 1], rows = 3, columns = 4, rescale = [1, -1024], change = {}, ...slice }: TestSlice = {}): readonly DicomElement[] {
  const values = slice.values ?? Array.from({ length: rows * columns }, (_, index) => 1000 + index + Math.round(position[2]));
  const elements: readonly DicomElement[] = [
    [TAG.ImageType, 'CS', 'ORIGINAL\\PRIMARY\\AXIAL'],
    [TAG.SOPClassUID, 'UI', CT_IMAGE],
    [TAG.SOPInstanceUID, 'UI', `${series}.${position.map((place) => Math.round((place + 10_000) * 1000)).join('.')}`],
    [TAG.Modality, 'CS', 'CT'],
    ...text(TAG.PatientID, 'LO', patient),
    [TAG.StudyInstanceUID, 'UI', '1.2'],
    [TAG.SeriesInstanceUID, 'UI', series],
    [TAG.ImagePositionPatient, 'DS', position.join('\\')],
    [TAG.ImageOrientationPatient, 'DS', orientation.join('\\')],
    [TAG.SamplesPerPixel, 'US', [1]],
    [TAG.PhotometricInterpretation, 'CS', 'MONOCHROME2'],
    [TAG.Rows, 'US', [rows]],
    [TAG.Columns, 'US', [columns]],
    [TAG.PixelSpacing, 'DS', spacing.join('\\')],
    [TAG.BitsAllocated, 'US', [16]],
    [TAG.BitsStored, 'US', [16]],
    [TAG.HighBit, 'US', [15]],
    [TAG.PixelRepresentation, 'US', [0]],
    ...(rescale === null ? [] : ([[TAG.RescaleIntercept, 'DS', String(rescale[1])], [TAG.RescaleSlope, 'DS', String(rescale[0])]] as const)),
    [TAG.PixelData, 'OW', values],
  ];
  const kept = elements.filter(([tag]) => !(tag in change));
  const changed = Object.values(change).filter((element): element is DicomElement => element !== null);
  return [...kept, ...changed].sort(([a], [b]) => a - b);
}

export const sliceBytes = (slice: TestSlice = {}): Buffer => dicomBytes(sliceElements(slice), slice.syntax);

/** Slices of one series, `spacing` mm apart from 0 on, inferior to superior. */
export const seriesSlices = (count: number, spacing = 2.5, slice: TestSlice = {}): readonly Buffer[] =>
  Array.from({ length: count }, (_, index) => sliceBytes({ ...slice, position: [slice.position?.[0] ?? 0, slice.position?.[1] ?? 0, index * spacing] }));
