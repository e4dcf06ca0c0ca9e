/**
 * What becomes of an attribute that is read: its value is part of the voxels or of their place in space, it is replaced by a keyed
 * hash, shifted in time, kept as a number, looked at to flag a volume, or needed to read and sort the files. The last two are dropped.
 */
export type Use = 'VOXELS' | 'GEOMETRY' | 'PSEUDONYM' | 'SHIFTED_DATE' | 'FACT' | 'FLAG' | 'READING';

interface Attribute {
  readonly keyword: string;
  readonly use: Use;
}

const attribute = (tag: number, keyword: string, use: Use): readonly [number, Attribute] => [tag, { keyword, use }];

/**
 * Every attribute of a DICOM header that an import looks at, by tag; all others are dropped unread, whatever they are. `FLAG` and
 * `READING` leave no value behind: of a flag remains that a volume shows a head, or may show text.
 */
export const READ_ATTRIBUTES: ReadonlyMap<number, Attribute> = new Map([
  attribute(0x0002_0002, 'MediaStorageSOPClassUID', 'READING'),
  attribute(0x0002_0010, 'TransferSyntaxUID', 'READING'),
  attribute(0x0008_0005, 'SpecificCharacterSet', 'READING'),
  attribute(0x0008_0008, 'ImageType', 'FLAG'),
  attribute(0x0008_0016, 'SOPClassUID', 'FLAG'),
  attribute(0x0008_0018, 'SOPInstanceUID', 'READING'),
  attribute(0x0008_0020, 'StudyDate', 'SHIFTED_DATE'),
  attribute(0x0008_0060, 'Modality', 'READING'),
  attribute(0x0008_0064, 'ConversionType', 'FLAG'),
  attribute(0x0008_1030, 'StudyDescription', 'FLAG'),
  attribute(0x0008_103e, 'SeriesDescription', 'FLAG'),
  attribute(0x0008_9007, 'FrameType', 'READING'),
  attribute(0x0010_0020, 'PatientID', 'PSEUDONYM'),
  attribute(0x0010_0021, 'IssuerOfPatientID', 'PSEUDONYM'),
  attribute(0x0018_0015, 'BodyPartExamined', 'FLAG'),
  attribute(0x0018_0050, 'SliceThickness', 'FACT'),
  attribute(0x0018_0060, 'KVP', 'FACT'),
  attribute(0x0018_1030, 'ProtocolName', 'FLAG'),
  attribute(0x0018_9329, 'CTImageFrameTypeSequence', 'READING'),
  attribute(0x0020_000d, 'StudyInstanceUID', 'PSEUDONYM'),
  attribute(0x0020_000e, 'SeriesInstanceUID', 'PSEUDONYM'),
  attribute(0x0020_0012, 'AcquisitionNumber', 'READING'),
  attribute(0x0020_0032, 'ImagePositionPatient', 'GEOMETRY'),
  attribute(0x0020_0037, 'ImageOrientationPatient', 'GEOMETRY'),
  attribute(0x0020_9111, 'FrameContentSequence', 'READING'),
  attribute(0x0020_9113, 'PlanePositionSequence', 'GEOMETRY'),
  attribute(0x0020_9116, 'PlaneOrientationSequence', 'GEOMETRY'),
  attribute(0x0020_9128, 'TemporalPositionIndex', 'READING'),
  attribute(0x0020_9156, 'FrameAcquisitionNumber', 'READING'),
  attribute(0x0028_0002, 'SamplesPerPixel', 'VOXELS'),
  attribute(0x0028_0004, 'PhotometricInterpretation', 'VOXELS'),
  attribute(0x0028_0008, 'NumberOfFrames', 'GEOMETRY'),
  attribute(0x0028_0010, 'Rows', 'GEOMETRY'),
  attribute(0x0028_0011, 'Columns', 'GEOMETRY'),
  attribute(0x0028_0030, 'PixelSpacing', 'GEOMETRY'),
  attribute(0x0028_0100, 'BitsAllocated', 'VOXELS'),
  attribute(0x0028_0101, 'BitsStored', 'VOXELS'),
  attribute(0x0028_0102, 'HighBit', 'VOXELS'),
  attribute(0x0028_0103, 'PixelRepresentation', 'VOXELS'),
  attribute(0x0028_0120, 'PixelPaddingValue', 'VOXELS'),
  attribute(0x0028_0121, 'PixelPaddingRangeLimit', 'VOXELS'),
  attribute(0x0028_0301, 'BurnedInAnnotation', 'FLAG'),
  attribute(0x0028_0302, 'RecognizableVisualFeatures', 'FLAG'),
  attribute(0x0028_1052, 'RescaleIntercept', 'VOXELS'),
  attribute(0x0028_1053, 'RescaleSlope', 'VOXELS'),
  attribute(0x0028_3000, 'ModalityLUTSequence', 'READING'),
  attribute(0x0028_9110, 'PixelMeasuresSequence', 'GEOMETRY'),
  attribute(0x0028_9145, 'PixelValueTransformationSequence', 'VOXELS'),
  // Of labels: names and codes are looked up in tables, which say what is kept.
  attribute(0x0008_0100, 'CodeValue', 'READING'),
  attribute(0x0008_0102, 'CodingSchemeDesignator', 'READING'),
  attribute(0x0008_0104, 'CodeMeaning', 'READING'),
  attribute(0x0062_0001, 'SegmentationType', 'VOXELS'),
  attribute(0x0062_0002, 'SegmentSequence', 'READING'),
  attribute(0x0062_0004, 'SegmentNumber', 'VOXELS'),
  attribute(0x0062_0005, 'SegmentLabel', 'READING'),
  attribute(0x0062_000a, 'SegmentIdentificationSequence', 'READING'),
  attribute(0x0062_000b, 'ReferencedSegmentNumber', 'VOXELS'),
  attribute(0x0062_000e, 'MaximumFractionalValue', 'VOXELS'),
  attribute(0x0062_000f, 'SegmentedPropertyTypeCodeSequence', 'READING'),
  attribute(0x0062_0011, 'SegmentedPropertyTypeModifierCodeSequence', 'READING'),
  attribute(0x3006_0020, 'StructureSetROISequence', 'READING'),
  attribute(0x3006_0022, 'ROINumber', 'READING'),
  attribute(0x3006_0026, 'ROIName', 'READING'),
  attribute(0x3006_0039, 'ROIContourSequence', 'READING'),
  attribute(0x3006_0040, 'ContourSequence', 'READING'),
  attribute(0x3006_0042, 'ContourGeometricType', 'READING'),
  attribute(0x3006_0050, 'ContourData', 'VOXELS'),
  attribute(0x3006_0080, 'RTROIObservationsSequence', 'READING'),
  attribute(0x3006_0084, 'ReferencedROINumber', 'READING'),
  attribute(0x3006_0086, 'RTROIIdentificationCodeSequence', 'READING'),
  attribute(0x5200_9229, 'SharedFunctionalGroupsSequence', 'GEOMETRY'),
  attribute(0x5200_9230, 'PerFrameFunctionalGroupsSequence', 'GEOMETRY'),
  attribute(0x7fe0_0010, 'PixelData', 'VOXELS'),
]);

/** Groups of odd number are a manufacturer's own; what they hold nobody else can say. */
export const isPrivate = (tag: number): boolean => ((tag >>> 16) & 1) === 1;
