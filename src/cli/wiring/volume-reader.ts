import { createDicomLabelReader } from '../../adapters/dicom/labels/dicom-label-reader.js';
import { createFormatReader } from '../../adapters/images/format-reader.js';
import { createMetaImageReader } from '../../adapters/metaimage/metaimage-reader.js';
import { createNiftiReader } from '../../adapters/nifti/nifti-reader.js';
import { createNrrdReader } from '../../adapters/nrrd/nrrd-reader.js';
import type { VolumeReader } from '../../services/ports/volume-reader.js';

/** The reader of every format that scans and labels come in. */
export function openVolumeReader(): VolumeReader {
  return createFormatReader({ NIFTI: createNiftiReader(), NRRD: createNrrdReader(), METAIMAGE: createMetaImageReader(), DICOM: createDicomLabelReader() });
}
