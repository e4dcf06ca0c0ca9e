import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { TeamCatalogue } from '../../services/ports/catalogue.js';
import type { UploadRecord } from '../../services/ports/records.js';
import type { UploadFormat } from '../../services/uploads/upload-formats.js';
import { UPLOAD_FILE_NAMES } from '../../services/uploads/upload-formats.js';
import { found, parseId } from '../found.js';

const SCANS: readonly UploadFormat[] = ['NIFTI', 'NIFTI_GZIP', 'NRRD', 'METAIMAGE'];

/** What labels may come in. */
export const LABEL_FORMATS: readonly UploadFormat[] = ['NIFTI', 'NIFTI_GZIP', 'NRRD', 'METAIMAGE', 'DICOM_SEG', 'DICOM_RTSTRUCT'];

/** The upload whose bytes are there. Throws NOT_FOUND, INVALID_INPUT while they are not, UPLOAD_EXPIRED once they were taken. */
export async function receivedUpload(team: TeamCatalogue, id: string, path: string, formats: readonly UploadFormat[] = SCANS): Promise<UploadRecord> {
  const upload = await found(team.uploads.get(parseId('Upload', id, path)), 'Upload', id, path);
  if (!formats.some((format) => UPLOAD_FILE_NAMES[format] === upload.fileName)) {
    throw new VoxseekError('INVALID_INPUT', `${path}: the upload was announced as another format. Create one with ${formats.join(' or ')}.`, { path });
  }
  switch (upload.state) {
    case 'RECEIVED':
      return upload;
    case 'PENDING':
      throw new VoxseekError('INVALID_INPUT', `${path}: the bytes of this upload have not come. PUT them to its address first.`, { path });
    case 'CONSUMED':
      throw new VoxseekError('UPLOAD_EXPIRED', `${path}: the bytes of this upload were used before. Create a new upload.`, { path });
  }
}
