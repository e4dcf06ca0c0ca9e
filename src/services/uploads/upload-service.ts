import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { asId } from '../../domain/ids.js';
import { objectKeys } from '../object-keys.js';
import type { Catalogue, TeamCatalogue } from '../ports/catalogue.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { UploadRecord } from '../ports/records.js';
import type { CheckedBytes } from './checked-bytes.js';
import { checkBytes } from './checked-bytes.js';
import type { UploadFormat } from './upload-formats.js';
import { takeOver } from './take-over.js';
import { UPLOAD_FILE_NAMES } from './upload-formats.js';

export interface UploadRequest {
  readonly format: UploadFormat;
  readonly bytes: number | null;
  /** SHA-256, hex. */
  readonly sha256: string | null;
}

export interface UploadService {
  /**
   * `secret` opens the upload once and is not stored; where clients reach the store themselves, `presigned` is an address of it that takes the bytes.
   * Throws FILE_TOO_LARGE when more bytes are announced than are allowed.
   */
  create(team: TeamCatalogue, request: UploadRequest): Promise<{ readonly upload: UploadRecord; readonly secret: string; readonly presigned: string | null }>;
  /**
   * The upload with all that has come by now counted: bytes that went past the API are checked here, once. Unchanged where nothing has come.
   * Throws UPLOAD_EXPIRED, FILE_TOO_LARGE, UPLOAD_MISMATCH; after the last two the address still takes the right bytes.
   */
  settle(team: TeamCatalogue, upload: UploadRecord): Promise<UploadRecord>;
  /**
   * Stores the bytes that the secret was made for, streaming. Throws NOT_FOUND for an unknown secret, UPLOAD_EXPIRED for a used or
   * late one, FILE_TOO_LARGE, UPLOAD_MISMATCH; after the last two the secret still opens.
   */
  receive(secret: string, body: Readable, contentLength: number | null): Promise<UploadRecord>;
}

export interface UploadServiceDeps {
  readonly catalogue: Catalogue;
  readonly objects: ObjectStore;
  readonly maxBytes: number;
  readonly lifetimeMs?: number;
  readonly now?: () => Date;
}

const ONE_HOUR_MS = 3_600_000;

const secretHashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const expired = (): VoxseekError => new VoxseekError('UPLOAD_EXPIRED', 'This upload address was used before or is past its time. Create a new upload.');

/** Feeds the body through the check; unlike a pipeline it leaves the connection open, so that the client can be told why. */
function feed(body: Readable, checked: CheckedBytes): void {
  const abort = (): void => {
    checked.destroy(new VoxseekError('UPLOAD_MISMATCH', 'The connection ended before the file did. Nothing was stored; upload the file again.'));
  };
  body.once('error', abort);
  body.once('close', () => {
    if (!body.readableEnded) abort();
  });
  checked.once('error', () => body.unpipe(checked));
  body.pipe(checked);
}

export function createUploadService(deps: UploadServiceDeps): UploadService {
  const now = deps.now ?? (() => new Date());
  const lifetimeMs = deps.lifetimeMs ?? ONE_HOUR_MS;
  const tooLarge = (bytes: number, most: number): VoxseekError =>
    new VoxseekError('FILE_TOO_LARGE', `The file has ${bytes} bytes; ${most} are allowed.`, { path: 'input.bytes' });

  return {
    async create(team, request) {
      if (request.bytes !== null && request.bytes > deps.maxBytes) throw tooLarge(request.bytes, deps.maxBytes);
      const secret = randomBytes(32).toString('base64url');
      const id = asId('Upload', `upl_${randomUUID()}`);
      const createdAt = now();
      const upload: UploadRecord = {
        id,
        state: 'PENDING',
        objectKey: objectKeys.upload(team.teamId, id),
        fileName: UPLOAD_FILE_NAMES[request.format],
        maxBytes: deps.maxBytes,
        sha256: request.sha256,
        bytes: request.bytes,
        createdAt,
        expiresAt: new Date(createdAt.getTime() + lifetimeMs),
      };
      await team.uploads.insert(upload, secretHashOf(secret));
      const presigned = await deps.objects.presigned?.putAddress(objectKeys.incoming(team.teamId, id), Math.floor(lifetimeMs / 1000));
      return { upload, secret, presigned: presigned ?? null };
    },

    async settle(team, upload) {
      const { objects } = deps;
      if (upload.state !== 'PENDING' || objects.presigned === null) return upload;
      if (upload.expiresAt.getTime() <= now().getTime()) throw expired();
      try {
        const taken = await takeOver({ presigned: objects.presigned, objects }, team, upload);
        if (taken === null) return (await team.uploads.get(upload.id)) ?? upload;
        await team.uploads.markReceived(upload.id, taken.bytes, taken.sha256);
        await objects.delete(objectKeys.incoming(team.teamId, upload.id));
        return { ...upload, ...taken, state: 'RECEIVED' };
      } catch (error) {
        // Another request may have settled it at the same moment, and have taken the bytes away.
        const row = await team.uploads.get(upload.id);
        if (row === null || row.state === 'PENDING') throw error;
        return row;
      }
    },

    async receive(secret, body, contentLength) {
      const opened = await deps.catalogue.operator.findUpload(secretHashOf(secret));
      if (opened === null) throw new VoxseekError('NOT_FOUND', 'This address opens no upload. Check it, or create a new upload.');
      const { upload } = opened;
      if (upload.state !== 'PENDING' || upload.expiresAt.getTime() <= now().getTime()) throw expired();
      if (contentLength !== null && contentLength > upload.maxBytes) throw tooLarge(contentLength, upload.maxBytes);

      const checked = checkBytes(upload);
      feed(body, checked);
      const stored = await deps.objects.put(upload.objectKey, checked);
      const received = checked.received();
      // Another request put its bytes first. The same bytes are taken as said twice; after a crash that is how the upload is mended.
      if (received === null || (!stored.created && stored.sha256 !== received.sha256)) throw expired();
      const team = deps.catalogue.team(opened.teamId);
      await team.uploads.markReceived(upload.id, received.bytes, received.sha256);
      return { ...upload, ...received, state: 'RECEIVED' };
    },
  };
}
