import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { GraphQLClient } from '../../../src/cli/client/graphql-client.js';
import type { UploadFormat } from '../../../src/services/uploads/upload-formats.js';
import { follow } from '../../testkit/demo-archive.js';
import { repository } from '../../testkit/running-voxseek.js';

export const sampleFile = (name: string): Buffer => readFileSync(join(repository, 'samples', name, 'ct.nii.gz'));

/** `count` slices of a sample from `first` on, in the order of the file, as an uncompressed NIfTI-1 file of its own. */
export function cropOf(name: string, first: number, count: number): Buffer {
  const file = gunzipSync(sampleFile(name));
  const [columns, rows] = [file.readInt16LE(42), file.readInt16LE(44)];
  const sliceBytes = (columns * rows * file.readInt16LE(72)) / 8;
  const start = file.readFloatLE(108);
  const header = Buffer.from(file.subarray(0, start));
  header.writeInt16LE(count, 46);
  return Buffer.concat([header, file.subarray(start + first * sliceBytes, start + (first + count) * sliceBytes)]);
}

export async function upload(client: GraphQLClient, format: UploadFormat, content: Buffer): Promise<string> {
  const created = await client.mutate<{ upload: { id: string }; url: string }>(
    /* GraphQL */ `mutation Upload($input: CreateUploadInput!) { createUpload(input: $input) { upload { id } url userErrors { code message path } } }`,
    { input: { format, bytes: content.length } },
  );
  const answer = await fetch(created.url, { method: 'PUT', body: new Uint8Array(content) });
  if (!answer.ok) throw new Error(`PUT answered ${answer.status}: ${await answer.text()}`);
  return created.upload.id;
}

export async function createQueryVolume(client: GraphQLClient, recipeId: string, uploadId: string): Promise<{ readonly id: string; readonly jobId: string }> {
  const { queryVolume, job } = await client.mutate<{ queryVolume: { id: string }; job: { id: string } }>(
    /* GraphQL */ `mutation Query($input: CreateQueryVolumeInput!) { createQueryVolume(input: $input) { queryVolume { id } job { id } userErrors { code message path } } }`,
    { input: { recipeId, uploadId } },
  );
  return { id: queryVolume.id, jobId: job.id };
}

export interface Found {
  readonly querySlices: readonly number[];
  readonly volumes: readonly { readonly volume: { readonly id: string; readonly name: string | null }; readonly stage2: { readonly mean: number } | null; readonly matches: readonly { readonly querySlice: number; readonly slice: { readonly index: number } }[] }[];
}

export async function searchBy(client: GraphQLClient, indexId: string, query: { readonly queryVolumeId: string } | { readonly volumeId: string }): Promise<Found> {
  const { searchVolumes } = await client.query<{ searchVolumes: Found }>(
    /* GraphQL */ `
      query Search($input: SearchVolumesInput!) {
        searchVolumes(input: $input) { querySlices volumes { volume { id name } stage2 { mean } matches(first: 100) { querySlice slice { index } } } }
      }
    `,
    { input: { indexId, query, k: 1, first: 30 } },
  );
  return searchVolumes;
}

/** From the first byte of the upload to the answer of the search, in ms. */
export async function timeToAnswer(client: GraphQLClient, request: { readonly recipeId: string; readonly indexId: string; readonly content: Buffer }): Promise<{ readonly ms: number; readonly found: Found; readonly id: string }> {
  const started = performance.now();
  const query = await createQueryVolume(client, request.recipeId, await upload(client, 'NIFTI', request.content));
  await follow(client, query.jobId);
  const found = await searchBy(client, request.indexId, { queryVolumeId: query.id });
  return { ms: performance.now() - started, found, id: query.id };
}
