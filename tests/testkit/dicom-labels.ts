import { TAG } from '../../src/adapters/dicom/dataset/tags.js';
import type { DicomElement, DicomValue } from './dicom-bytes.js';
import { dicomBytes } from './dicom-bytes.js';

export type Vector = readonly [number, number, number];

const ds = (values: readonly number[]): string => values.join('\\');

/** One curve of a structure, points in LPS. */
export interface TestContour {
  readonly type?: string;
  readonly points: readonly Vector[];
}

export interface TestStructure {
  readonly name: string;
  readonly contours: readonly TestContour[];
}

const code = (value: string, meaning: string, more: readonly DicomElement[] = []): readonly DicomElement[] => [
  [TAG.CodeValue, 'SH', value],
  [TAG.CodingSchemeDesignator, 'SH', 'SCT'],
  [TAG.CodeMeaning, 'LO', meaning],
  ...more,
];

/** An RT Structure Set. */
export function structureSetBytes(structures: readonly TestStructure[], transferSyntax = '1.2.840.10008.1.2'): Buffer {
  return dicomBytes(
    [
      [TAG.SOPClassUID, 'UI', '1.2.840.10008.5.1.4.1.1.481.3'],
      [TAG.StructureSetROISequence, 'SQ', structures.map(({ name }, index): readonly DicomElement[] => [[TAG.ROINumber, 'IS', String(index + 1)], [TAG.ROIName, 'LO', name]])],
      [
        TAG.ROIContourSequence,
        'SQ',
        structures.map(({ contours }, index): readonly DicomElement[] => [
          [TAG.ContourSequence, 'SQ', contours.map(({ type = 'CLOSED_PLANAR', points }): readonly DicomElement[] => [[TAG.ContourGeometricType, 'CS', type], [TAG.ContourData, 'DS', ds(points.flat())]])],
          [TAG.ReferencedROINumber, 'IS', String(index + 1)],
        ]),
      ],
    ],
    transferSyntax,
  );
}

export interface TestSegmentation {
  readonly type?: string;
  readonly bits?: number;
  readonly rows?: number;
  readonly columns?: number;
  readonly segments?: readonly string[];
  /** Segment and place of each frame; the spacing is 1 mm. */
  readonly frames?: readonly { readonly segment: number; readonly position: Vector }[];
  readonly orientation?: readonly number[];
  readonly pixels?: Buffer;
  readonly most?: number;
  readonly transferSyntax?: string;
  /** Leaves out or replaces elements of the data set. */
  readonly change?: Readonly<Record<number, DicomElement | null>>;
}

/** Bits in the order of PS3.5, the lowest of a byte first. */
export function packed(flags: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * Math.ceil(flags.length / 16));
  flags.forEach((flag, index) => (bytes[index >> 3]! |= flag << (index & 7)));
  return bytes;
}

/** A DICOM Segmentation: two frames of 2 rows × 3 columns, one of each of two segments, with every pixel within, unless told otherwise. */
export function segmentationBytes(change: TestSegmentation = {}): Buffer {
  const { type = 'BINARY', bits = 1, rows = 2, columns = 3, segments = ['liver', 'spleen'], orientation = [1, 0, 0, 0, 1, 0], most, transferSyntax } = change;
  const frames = change.frames ?? [{ segment: 1, position: [0, 0, 0] as const }, { segment: 2, position: [0, 0, 1] as const }];
  const pixels = change.pixels ?? packed(Array.from({ length: rows * columns * frames.length }, () => 1));
  const value = (items: readonly (readonly DicomElement[])[]): DicomValue => items;
  const elements: readonly DicomElement[] = [
    [TAG.SOPClassUID, 'UI', type === 'LABELMAP' ? '1.2.840.10008.5.1.4.1.1.66.7' : '1.2.840.10008.5.1.4.1.1.66.4'],
    [TAG.NumberOfFrames, 'IS', String(frames.length)],
    [TAG.Rows, 'US', [rows]],
    [TAG.Columns, 'US', [columns]],
    [TAG.BitsAllocated, 'US', [bits]],
    [TAG.SegmentationType, 'CS', type],
    [
      TAG.SegmentSequence,
      'SQ',
      segments.map((label, index): readonly DicomElement[] => [
        [TAG.SegmentNumber, 'US', [index + 1]],
        [TAG.SegmentLabel, 'LO', label],
        [TAG.SegmentedPropertyTypeCodeSequence, 'SQ', value([code('39607008', 'Lung', [[TAG.SegmentedPropertyTypeModifierCodeSequence, 'SQ', value([code('24028007', 'Right')])]])])],
      ]),
    ],
    ...(most === undefined ? [] : [[TAG.MaximumFractionalValue, 'US', [most]] as const]),
    [
      TAG.SharedFunctionalGroupsSequence,
      'SQ',
      value([
        [
          [TAG.PlaneOrientationSequence, 'SQ', value([[[TAG.ImageOrientationPatient, 'DS', ds(orientation)]]])],
          [TAG.PixelMeasuresSequence, 'SQ', value([[[TAG.PixelSpacing, 'DS', ds([1, 1])]]])],
        ],
      ]),
    ],
    [
      TAG.PerFrameFunctionalGroupsSequence,
      'SQ',
      frames.map(({ segment, position }): readonly DicomElement[] => [
        [TAG.PlanePositionSequence, 'SQ', value([[[TAG.ImagePositionPatient, 'DS', ds(position)]]])],
        [TAG.SegmentIdentificationSequence, 'SQ', value([[[TAG.ReferencedSegmentNumber, 'US', [segment]]]])],
      ]),
    ],
    [TAG.PixelData, bits > 8 ? 'OW' : 'OB', pixels],
  ];
  const changed = elements.flatMap((element): readonly DicomElement[] => {
    const other = change.change?.[element[0]];
    return other === null ? [] : [other ?? element];
  });
  return dicomBytes(changed, transferSyntax);
}
