import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import type { S3Options } from '../../src/adapters/objects/s3-client.js';
import { startPythonServer } from './python-server.js';
import type { PythonServer } from './python-server.js';

const SERVER = join(import.meta.dirname, 's3_server.py');
const PINS = ['moto==5.2.5', 'flask==3.1.3', 'flask-cors==6.0.5'];

export const credentials = { accessKeyId: 'test', secretAccessKey: 'test-secret' };

export interface ManyS3Objects {
  readonly bucket: string;
  /** Keys are this and twelve digits, from 0 on. */
  readonly prefix: string;
  readonly count: number;
}

/** An S3-compatible server of its own, empty or with many objects of one byte. Null, with the reason printed, where it cannot be installed. */
export function startS3Server(filled?: ManyS3Objects): Promise<PythonServer | null> {
  return startPythonServer({
    environment: 'moto-5.2.5',
    pins: PINS,
    installBytes: 400_000_000,
    parameters: (port) => [SERVER, String(port), ...(filled === undefined ? [] : [filled.bucket, filled.prefix, String(filled.count)])],
    probe: (address) => fetch(`http://${address}/moto-api/`),
  });
}

export const s3Options = (address: string, bucket: string, more: Partial<S3Options> = {}): S3Options => ({
  ...{ bucket, endpoint: `http://${address}`, publicEndpoint: null, region: 'us-east-1', pathStyle: true, credentials },
  ...more,
});

/** Buckets are made by whoever runs the store, not by the adapter. */
export async function newBucket(address: string): Promise<string> {
  const bucket = `voxseek-${randomUUID()}`;
  const made = await fetch(`http://${address}/${bucket}`, { method: 'PUT' });
  if (!made.ok) throw new Error(`The bucket was not made: ${made.status}`);
  return bucket;
}

/** A client past the adapter. */
export function plainClient(address: string): S3Client {
  return new S3Client({ endpoint: `http://${address}`, region: 'us-east-1', forcePathStyle: true, credentials });
}
