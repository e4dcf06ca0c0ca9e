import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { UploadRecord } from '../../services/ports/records.js';
import type { UploadFormat } from '../../services/uploads/upload-formats.js';
import { UPLOAD_FILE_NAMES } from '../../services/uploads/upload-formats.js';
import type { ApiContext } from '../context.js';
import { found, parseId } from '../found.js';

const SCANS: readonly UploadFormat[] = ['NIFTI', 'NIFTI_GZIP'];

/** The upload whose bytes are there. Throws NOT_FOUND, INVALID_INPUT while they are not, UPLOAD_MISMATCH, UPLOAD_EXPIRED once they were taken. */
export async function receivedUpload({ team, services }: Pick<ApiContext, 'team' | 'services'>, id: string, path: string, formats: readonly UploadFormat[] = SCANS): Promise<UploadRecord> {
  const created = await found(team.uploads.get(parseId('Upload', id, path)), 'Upload', id, path);
  if (!formats.some((format) => UPLOAD_FILE_NAMES[format] === created.fileName)) {
    throw new VoxseekError('INVALID_INPUT', `${path}: the upload was announced as another format. Create one with ${formats.join(' or ')}.`, { path });
  }
  const upload = await services.uploads.settle(team, created);
  switch (upload.state) {
    case 'RECEIVED':
      return upload;
    case 'PENDING':
      throw new VoxseekError('INVALID_INPUT', `${path}: the bytes of this upload have not come. PUT them to its address first.`, { path });
    case 'CONSUMED':
      throw new VoxseekError('UPLOAD_EXPIRED', `${path}: the bytes of this upload were used before. Create a new upload.`, { path });
  }
}
