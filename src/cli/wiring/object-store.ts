import { fileURLToPath } from 'node:url';
import { createDiskObjectStore } from '../../adapters/objects/disk.js';
import { createS3ObjectStore } from '../../adapters/objects/s3.js';
import type { ObjectStore } from '../../services/ports/object-store.js';

export interface ObjectCredentials {
  readonly accessKey: string | null;
  readonly secretKey: string | null;
}

/** The store behind `file:///directory` or `s3://bucket?endpoint=…&region=…&pathStyle=true&publicEndpoint=…`. */
export function openObjectStore(address: string, { accessKey, secretKey }: ObjectCredentials): ObjectStore {
  const url = new URL(address);
  if (url.protocol === 'file:') return createDiskObjectStore(fileURLToPath(url));
  return createS3ObjectStore({
    bucket: url.hostname,
    endpoint: url.searchParams.get('endpoint'),
    publicEndpoint: url.searchParams.get('publicEndpoint'),
    region: url.searchParams.get('region') ?? 'us-east-1',
    pathStyle: url.searchParams.get('pathStyle') === 'true',
    credentials: accessKey !== null && secretKey !== null ? { accessKeyId: accessKey, secretAccessKey: secretKey } : null,
  });
}
