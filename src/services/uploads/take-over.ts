import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { VoxseekError, isVoxseekError } from '../../domain/errors/voxseek-error.js';
import { objectKeys } from '../object-keys.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ObjectStore, PresignedAccess } from '../ports/object-store.js';
import type { UploadRecord } from '../ports/records.js';
import { checkBytes } from './checked-bytes.js';

export interface TakenOver {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Checks what a client has put into the store itself, byte for byte, and stores what was checked as the upload. What is not as announced is
 * removed, so that the address takes the right bytes still. Null where nothing has come. Throws FILE_TOO_LARGE, UPLOAD_MISMATCH, CONFLICT, and
 * UPLOAD_EXPIRED where other bytes are the upload already.
 */
export async function takeOver({ presigned, objects }: { readonly presigned: PresignedAccess; readonly objects: Pick<ObjectStore, 'delete'> }, team: TeamCatalogue, upload: UploadRecord): Promise<TakenOver | null> {
  const key = objectKeys.incoming(team.teamId, upload.id);
  const found = await presigned.readIncoming(key);
  if (found === null) return null;
  const checked = checkBytes(upload);
  const discard = new Writable({ write: (_chunk, _encoding, done) => { done(); } });
  try {
    await pipeline(found.body, checked, discard);
  } catch (error) {
    if (isVoxseekError(error) && (error.code === 'UPLOAD_MISMATCH' || error.code === 'FILE_TOO_LARGE')) await objects.delete(key);
    throw error;
  }
  const received = checked.received();
  if (received === null) return null;
  const stored = await presigned.takeOver(found.incoming, upload.objectKey, received.sha256);
  if (stored.sha256 !== received.sha256) throw new VoxseekError('UPLOAD_EXPIRED', `Other bytes came first to the upload ${upload.id}. Create a new upload.`, { path: 'id' });
  return received;
}
