import { S3Client } from '@aws-sdk/client-s3';

export interface S3Options {
  readonly bucket: string;
  /** Null: the endpoint of AWS for the region. */
  readonly endpoint: string | null;
  /** Where clients reach the bucket, to send and fetch objects themselves; null: they do not. */
  readonly publicEndpoint: string | null;
  readonly region: string;
  readonly pathStyle: boolean;
  /** Null: the SDK's own chain of credentials. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | null;
}

/** What a store that is busy or away for a moment is given: five tries, some ten seconds in all; then the caller's own retry, with its longer waits, is the better one. */
export const TRIES = 5;
const CONNECT_MS = 5_000;
/** Without a byte; a slow line is not cut. */
const IDLE_MS = 30_000;

/** A client for one endpoint of the bucket. */
export function createClient({ region, pathStyle, credentials }: S3Options, endpoint: string | null): S3Client {
  return new S3Client({
    region,
    forcePathStyle: pathStyle,
    ...(endpoint === null ? {} : { endpoint }),
    ...(credentials === null ? {} : { credentials }),
    // Stores other than AWS reject the SDK's default trailing checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    retryMode: 'standard',
    maxAttempts: TRIES,
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: IDLE_MS },
  });
}

/** The bucket, as the parts of the store share it. */
export interface Bucket {
  readonly client: S3Client;
  readonly name: string;
}
