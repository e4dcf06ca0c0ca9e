import { createDicomLabelReader } from '../../adapters/dicom/labels/dicom-label-reader.js';
import { createFormatHeaderReader, createFormatReader } from '../../adapters/images/format-reader.js';
import { createMetaImageHeaderReader, createMetaImageReader } from '../../adapters/metaimage/metaimage-reader.js';
import { createNiftiHeaderReader } from '../../adapters/nifti/nifti-header-reader.js';
import { createNiftiReader } from '../../adapters/nifti/nifti-reader.js';
import { createNrrdReader } from '../../adapters/nrrd/nrrd-reader.js';
import { createNrrdHeaderReader } from '../../adapters/nrrd/read-image.js';
import type { HeaderReader } from '../../services/ports/header-reader.js';
import type { ReadLimits, VolumeReader } from '../../services/ports/volume-reader.js';

/** The reader of every format that scans and labels come in. */
export function openVolumeReader(): VolumeReader {
  return createFormatReader({ NIFTI: createNiftiReader(), NRRD: createNrrdReader(), METAIMAGE: createMetaImageReader(), DICOM: createDicomLabelReader() });
}

/** The reader of their headers. */
export function openHeaderReader(limits: ReadLimits): HeaderReader {
  return createFormatHeaderReader({ NIFTI: createNiftiHeaderReader(limits), NRRD: createNrrdHeaderReader(limits), METAIMAGE: createMetaImageHeaderReader(limits) });
}
