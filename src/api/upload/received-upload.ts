import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { UploadRecord } from '../../services/ports/records.js';
import type { UploadFormat } from '../../services/uploads/upload-formats.js';
import { isDicomUpload, SCAN_FORMATS, UPLOAD_FILE_NAMES } from '../../services/uploads/upload-formats.js';
import type { ApiContext } from '../context.js';
import { found, parseId } from '../found.js';

/** The upload whose bytes are there. Throws NOT_FOUND, INVALID_INPUT while they are not, UPLOAD_MISMATCH, UPLOAD_EXPIRED once they were taken. */
export async function receivedUpload({ team, services }: Pick<ApiContext, 'team' | 'services'>, id: string, path: string, formats: readonly UploadFormat[] = SCAN_FORMATS): Promise<UploadRecord> {
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

/** Which series of an upload was named, as jobs carry it. Throws INVALID_INPUT for a format that holds one scan. */
export function namedSeries({ fileName }: UploadRecord, series: number | null | undefined): { readonly series?: number } {
  if (series == null) return {};
  if (isDicomUpload(fileName)) return { series };
  throw new VoxseekError('INVALID_INPUT', 'input.series: only an upload of DICOM holds several series. Leave it out.', { path: 'input.series' });
}
