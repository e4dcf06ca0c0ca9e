/** Value representations that can hold numbers or sequences where a file does not say which: those of the tags below. */
type TableVr = 'AT' | 'CS' | 'DS' | 'FD' | 'FL' | 'IS' | 'LO' | 'OB' | 'OW' | 'SH' | 'SQ' | 'SS' | 'UI' | 'UL' | 'US';

/** Tags that the product reads, with the value representation that implicit files leave out. Keywords as in PS3.6. */
const DICTIONARY = {
  MediaStorageSOPClassUID: [0x0002_0002, 'UI'],
  TransferSyntaxUID: [0x0002_0010, 'UI'],
  SpecificCharacterSet: [0x0008_0005, 'CS'],
  ImageType: [0x0008_0008, 'CS'],
  SOPClassUID: [0x0008_0016, 'UI'],
  SOPInstanceUID: [0x0008_0018, 'UI'],
  Modality: [0x0008_0060, 'CS'],
  FrameType: [0x0008_9007, 'CS'],
  PatientID: [0x0010_0020, 'LO'],
  IssuerOfPatientID: [0x0010_0021, 'LO'],
  CTImageFrameTypeSequence: [0x0018_9329, 'SQ'],
  StudyInstanceUID: [0x0020_000d, 'UI'],
  SeriesInstanceUID: [0x0020_000e, 'UI'],
  AcquisitionNumber: [0x0020_0012, 'IS'],
  ImagePositionPatient: [0x0020_0032, 'DS'],
  ImageOrientationPatient: [0x0020_0037, 'DS'],
  FrameContentSequence: [0x0020_9111, 'SQ'],
  PlanePositionSequence: [0x0020_9113, 'SQ'],
  PlaneOrientationSequence: [0x0020_9116, 'SQ'],
  TemporalPositionIndex: [0x0020_9128, 'UL'],
  FrameAcquisitionNumber: [0x0020_9156, 'US'],
  SamplesPerPixel: [0x0028_0002, 'US'],
  PhotometricInterpretation: [0x0028_0004, 'CS'],
  NumberOfFrames: [0x0028_0008, 'IS'],
  Rows: [0x0028_0010, 'US'],
  Columns: [0x0028_0011, 'US'],
  PixelSpacing: [0x0028_0030, 'DS'],
  BitsAllocated: [0x0028_0100, 'US'],
  BitsStored: [0x0028_0101, 'US'],
  HighBit: [0x0028_0102, 'US'],
  PixelRepresentation: [0x0028_0103, 'US'],
  PixelPaddingValue: [0x0028_0120, 'US'],
  PixelPaddingRangeLimit: [0x0028_0121, 'US'],
  RescaleIntercept: [0x0028_1052, 'DS'],
  RescaleSlope: [0x0028_1053, 'DS'],
  ModalityLUTSequence: [0x0028_3000, 'SQ'],
  PixelMeasuresSequence: [0x0028_9110, 'SQ'],
  PixelValueTransformationSequence: [0x0028_9145, 'SQ'],
  SharedFunctionalGroupsSequence: [0x5200_9229, 'SQ'],
  PerFrameFunctionalGroupsSequence: [0x5200_9230, 'SQ'],
  // Of labels
  CodeValue: [0x0008_0100, 'SH'],
  CodingSchemeDesignator: [0x0008_0102, 'SH'],
  CodeMeaning: [0x0008_0104, 'LO'],
  SegmentationType: [0x0062_0001, 'CS'],
  SegmentSequence: [0x0062_0002, 'SQ'],
  SegmentNumber: [0x0062_0004, 'US'],
  SegmentLabel: [0x0062_0005, 'LO'],
  SegmentIdentificationSequence: [0x0062_000a, 'SQ'],
  ReferencedSegmentNumber: [0x0062_000b, 'US'],
  MaximumFractionalValue: [0x0062_000e, 'US'],
  SegmentedPropertyTypeCodeSequence: [0x0062_000f, 'SQ'],
  SegmentedPropertyTypeModifierCodeSequence: [0x0062_0011, 'SQ'],
  StructureSetROISequence: [0x3006_0020, 'SQ'],
  ROINumber: [0x3006_0022, 'IS'],
  ROIName: [0x3006_0026, 'LO'],
  ROIContourSequence: [0x3006_0039, 'SQ'],
  ContourSequence: [0x3006_0040, 'SQ'],
  ContourGeometricType: [0x3006_0042, 'CS'],
  ContourData: [0x3006_0050, 'DS'],
  RTROIObservationsSequence: [0x3006_0080, 'SQ'],
  ReferencedROINumber: [0x3006_0084, 'IS'],
  RTROIIdentificationCodeSequence: [0x3006_0086, 'SQ'],
  PixelData: [0x7fe0_0010, 'OW'],
} as const satisfies Record<string, readonly [number, TableVr]>;

export type Keyword = keyof typeof DICTIONARY;

/** Group and element as one number, `0xggggeeee`, by keyword. */
export const TAG = Object.fromEntries(Object.entries(DICTIONARY).map(([keyword, [tag]]) => [keyword, tag])) as { readonly [K in Keyword]: (typeof DICTIONARY)[K][0] };

const BY_TAG: ReadonlyMap<number, { readonly keyword: string; readonly vr: TableVr }> = new Map(Object.entries(DICTIONARY).map(([keyword, [tag, vr]]) => [tag, { keyword, vr }]));

/** The value representation of a tag in a file that does not state it; null for a tag that is not in the table. */
export const vrOf = (tag: number): string | null => BY_TAG.get(tag)?.vr ?? null;

/** How messages name a tag: keyword, or `(gggg,eeee)`. Never a value. */
export function nameOf(tag: number): string {
  const hex = tag.toString(16).padStart(8, '0');
  return BY_TAG.get(tag)?.keyword ?? `(${hex.slice(0, 4)},${hex.slice(4)})`;
}
