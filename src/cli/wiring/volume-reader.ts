import { createDicomLabelReader } from '../../adapters/dicom/labels/dicom-label-reader.js';
import { createFormatHeaderReader } from '../../adapters/images/format-header-reader.js';
import { createFormatReader } from '../../adapters/images/format-reader.js';
import { createMetaImageHeaderReader } from '../../adapters/metaimage/metaimage-header-reader.js';
import { createMetaImageReader } from '../../adapters/metaimage/metaimage-reader.js';
import { createNiftiHeaderReader } from '../../adapters/nifti/nifti-header-reader.js';
import { createNiftiReader } from '../../adapters/nifti/nifti-reader.js';
import { createNrrdHeaderReader } from '../../adapters/nrrd/nrrd-header-reader.js';
import { createNrrdReader } from '../../adapters/nrrd/nrrd-reader.js';
import type { HeaderReader } from '../../services/ports/header-reader.js';
import type { ReadLimits, VolumeReader } from '../../services/ports/volume-reader.js';

/** The reader of every format that scans and labels come in. */
export function openVolumeReader(): VolumeReader {
  return createFormatReader({ NIFTI: createNiftiReader(), NRRD: createNrrdReader(), METAIMAGE: createMetaImageReader(), DICOM: createDicomLabelReader() });
}

/** The same for headers alone. */
export function openHeaderReader(limits: ReadLimits): HeaderReader {
  return createFormatHeaderReader({ NIFTI: createNiftiHeaderReader(limits), NRRD: createNrrdHeaderReader(limits), METAIMAGE: createMetaImageHeaderReader(limits) });
}
