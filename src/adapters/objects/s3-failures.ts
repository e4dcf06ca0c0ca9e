import { S3ServiceException } from '@aws-sdk/client-s3';
import { VoxseekError, isVoxseekError } from '../../domain/errors/voxseek-error.js';

const statusOf = (error: unknown): number | null => (error instanceof S3ServiceException ? (error.$metadata.httpStatusCode ?? null) : null);

export const isNotFound = (error: unknown): boolean =>
  error instanceof S3ServiceException && (error.name === 'NoSuchKey' || error.name === 'NotFound' || statusOf(error) === 404);

/** A condition of the request did not hold; 409 is that of a writer that was there at the same moment. */
export const isRefusedByCondition = (error: unknown): boolean => statusOf(error) === 412 || statusOf(error) === 409;

export const isBeyondEnd = (error: unknown): boolean => statusOf(error) === 416;

/** What was to be stored could not be read: no failure of the store. */
export class BrokenSource extends Error {
  constructor(override readonly cause: unknown) {
    super('The content could not be read.');
  }
}

const unavailable = (message: string, cause: unknown): VoxseekError => new VoxseekError('DEPENDENCY_UNAVAILABLE', message, { path: 'objects', cause });

/** The error of the table that a failed call means. */
function asKnown(error: unknown, bucket: string, key: string): unknown {
  if (error instanceof BrokenSource) return error.cause;
  if (isVoxseekError(error)) return error;
  if (!(error instanceof S3ServiceException)) return unavailable('The object store does not answer.', error);
  if (error.name === 'NoSuchBucket') return unavailable(`The object store has no bucket "${bucket}". Create it, or correct the configured name.`, error);
  if (isNotFound(error)) return new VoxseekError('NOT_FOUND', `No object under "${key}".`, { path: key, cause: error });
  const status = statusOf(error);
  if (status === 401 || status === 403) {
    return unavailable(`The object store refuses this with ${error.name}. Check the keys, the clock of this machine and the policy of the bucket "${bucket}".`, error);
  }
  if (error.name === 'SlowDown' || status === 429) return unavailable(`The object store asks for fewer requests (${error.name}), also after several tries.`, error);
  if (status === 507) return new VoxseekError('DISK_FULL', `No space is left in the object store for "${key}"; nothing of it was kept.`, { path: key, cause: error });
  return status !== null && status < 500 ? error : unavailable(`The object store answered ${status ?? error.name}, also after several tries.`, error);
}

export async function guarded<T>(bucket: string, key: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw asKnown(error, bucket, key);
  }
}
