import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createVolumeFiles } from '../../../src/adapters/nifti/volume-files.js';
import { createS3ObjectStore } from '../../../src/adapters/objects/s3.js';
import { asId } from '../../../src/domain/ids.js';
import { objectKeys } from '../../../src/services/object-keys.js';
import type { TestApi, TestTeam } from '../../testkit/api.js';
import { startTestApi } from '../../testkit/api.js';
import { listed } from '../../testkit/object-store-contract.js';
import { credentials, newBucket, plainClient, s3Options, startS3Server } from '../../testkit/s3-server.js';

const CREATE = 'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { url upload { id state } userErrors { code path } } }';
const COMPLETE = 'mutation ($id: ID!) { completeUpload(id: $id) { upload { id state bytes sha256 } userErrors { code path } } }';
const READ = 'query ($id: ID!) { upload(id: $id) { state bytes sha256 } }';
const IMPORT = 'mutation ($id: ID!) { importVolume(input: { uploadId: $id }) { job { kind state } userErrors { code path } } }';

const server = await startS3Server();
afterAll(() => server?.stop());

describe.runIf(server !== null)('where clients reach the object store', () => {
  const address = server?.address ?? '';
  const bytes = Buffer.alloc(300_000, 'voxels');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  let api: TestApi;
  let team: TestTeam;
  let secret: string;
  let Bucket: string;

  beforeAll(async () => {
    Bucket = await newBucket(address);
    const objects = createS3ObjectStore(s3Options(address, Bucket, { publicEndpoint: `http://${address}` }));
    api = await startTestApi(inject('stack').postgresAdminUrl, { maxUploadBytes: 400_000, objects });
    team = await api.team();
    secret = await team.token('WRITE');
  });
  afterAll(() => api.close());

  async function create(input: object): Promise<{ url: string; id: string }> {
    const { data } = await api.askText(CREATE, { variables: { input }, secret });
    const { url, upload } = (data as { createUpload: { url: string; upload: { id: string } } }).createUpload;
    return { url, id: upload.id };
  }
  const ask = async (query: string, id: string, as = secret) => {
    const { data, errors } = await api.askText(query, { variables: { id }, secret: as });
    return { ...Object.values(data ?? {})[0] as object, ...(errors === undefined ? {} : { code: errors[0]?.extensions.code }) };
  };
  const put = async (url: string, body: Buffer): Promise<number> => (await fetch(url, { method: 'PUT', body })).status;
  const keyOf = (id: string): string => objectKeys.upload(team.team.teamId, asId('Upload', id));
  const incomingOf = (id: string): string => objectKeys.incoming(team.team.teamId, asId('Upload', id));

  it('an upload goes past the API into the team’s own keys, and counts once its bytes are those announced', async () => {
    const { url, id } = await create({ format: 'NIFTI_GZIP', bytes: bytes.length, sha256 });
    expect(url.startsWith(`http://${address}/${Bucket}/teams/${team.team.teamId}/incoming/${id}?`)).toBe(true);
    expect(await ask(COMPLETE, id)).toEqual({ upload: { id, state: 'PENDING', bytes: bytes.length, sha256 }, userErrors: [] });
    expect(await put(url, bytes)).toBe(200);
    expect(await ask(READ, id)).toMatchObject({ state: 'PENDING' });
    expect(await api.objects.head(keyOf(id))).toBeNull();
    expect(await ask(COMPLETE, id)).toEqual({ upload: { id, state: 'RECEIVED', bytes: bytes.length, sha256 }, userErrors: [] });
    expect((await api.objects.get(keyOf(id))).equals(bytes)).toBe(true);
    expect(await api.objects.head(incomingOf(id))).toBeNull();
  });

  it('an address used again changes nothing', async () => {
    const { url, id } = await create({ format: 'NIFTI' });
    await put(url, bytes);
    await ask(COMPLETE, id);
    await put(url, Buffer.alloc(1000, 'other'));
    expect(await ask(COMPLETE, id)).toMatchObject({ upload: { state: 'RECEIVED', sha256 } });
    expect((await api.objects.get(keyOf(id))).equals(bytes)).toBe(true);
  });

  it('whatever uses an upload completes it', async () => {
    const { url, id } = await create({ format: 'NIFTI_GZIP' });
    expect(await ask(IMPORT, id)).toEqual({ job: null, userErrors: [{ code: 'INVALID_INPUT', path: 'input.uploadId' }] });
    await put(url, bytes);
    expect(await ask(IMPORT, id)).toMatchObject({ job: { kind: 'IMPORT_VOLUME', state: 'QUEUED' }, userErrors: [] });
    expect(await ask(READ, id)).toEqual({ state: 'RECEIVED', bytes: bytes.length, sha256 });
  });

  it.each([
    ['other bytes than announced', { format: 'NIFTI', sha256 }, Buffer.alloc(300_000, 'other'), 'UPLOAD_MISMATCH'],
    ['fewer bytes than announced', { format: 'NIFTI', bytes: 300_000 }, bytes.subarray(1), 'UPLOAD_MISMATCH'],
    ['no bytes', { format: 'NIFTI' }, Buffer.alloc(0), 'UPLOAD_MISMATCH'],
    ['too many bytes', { format: 'NIFTI' }, Buffer.alloc(400_001), 'FILE_TOO_LARGE'],
  ])('%s are refused and leave nothing; the right ones still get in', async (_what, input, wrong, code) => {
    const { url, id } = await create(input);
    await put(url, wrong);
    expect(await ask(COMPLETE, id)).toMatchObject({ upload: null, userErrors: [{ code }] });
    expect([await api.objects.head(keyOf(id)), await api.objects.head(incomingOf(id))]).toEqual([null, null]);
    await put(url, bytes);
    expect(await ask(COMPLETE, id)).toMatchObject({ upload: { state: 'RECEIVED', sha256 } });
  });

  it('many requests at once complete an upload once', async () => {
    const { url, id } = await create({ format: 'NIFTI' });
    await put(url, bytes);
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(COMPLETE, id)));
    expect(answers).toEqual(Array.from({ length: 6 }, () => ({ upload: { id, state: 'RECEIVED', bytes: bytes.length, sha256 }, userErrors: [] })));
    expect(await listed(api.objects, `teams/${team.team.teamId}/incoming/`)).not.toContain(incomingOf(id));
  });

  it('no team completes the upload of another', async () => {
    const { url, id } = await create({ format: 'NIFTI' });
    await put(url, bytes);
    const other = await api.team();
    expect(await ask(COMPLETE, id, await other.token('WRITE'))).toMatchObject({ upload: null, userErrors: [{ code: 'NOT_FOUND' }] });
    expect(await ask(READ, id)).toMatchObject({ state: 'PENDING' });
  });

  it('volumes and label maps are fetched from the store itself, by an address that expires and is signed as others sign', async () => {
    const volume = await team.volume();
    const segmentation = await team.segmentation(volume.id);
    const key = objectKeys.voxels(team.team.teamId, volume.id);
    await createVolumeFiles(api.objects).writeVolume(key, { shape: [4, 4, 3], spacing: [1, 1, 1], affine: [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]], voxels: new Int16Array(48).fill(7) });
    const query = 'query ($id: ID!) { volume(id: $id) { voxelsUrl latestSegmentation { labelsUrl } } }';
    const { voxelsUrl, latestSegmentation } = (await ask(query, volume.id)) as { voxelsUrl: string; latestSegmentation: { labelsUrl: string } };
    const answer = await fetch(voxelsUrl);
    expect([answer.status, answer.headers.get('content-disposition'), answer.headers.get('content-type')]).toEqual([200, `attachment; filename="${volume.id}.nii.gz"`, 'application/gzip']);
    expect(Buffer.from(await answer.arrayBuffer()).equals(await api.objects.get(key))).toBe(true);
    expect(new URL(latestSegmentation.labelsUrl).pathname).toBe(`/${Bucket}/${objectKeys.labels(team.team.teamId, volume.id, segmentation.id)}`);

    const { url } = await create({ format: 'NIFTI' });
    const signed = [
      { method: 'GET', url: voxelsUrl },
      { method: 'GET', url: latestSegmentation.labelsUrl },
      { method: 'PUT', url },
    ];
    for (const one of signed) expect(new URL(one.url).searchParams.get('X-Amz-Expires')).toBe('3600');
    const cases = [...signed, { method: 'DELETE', url }, { method: 'PUT', url: url.replace('/incoming/', '/volumes/') }];
    const python = join(import.meta.dirname, '../../../.voxseek/moto-5.2.5/bin/python');
    const told = execFileSync(python, [join(import.meta.dirname, '../../reference/presigned.py')], {
      input: JSON.stringify(cases.map((one) => ({ ...one, access: credentials.accessKeyId, secret: credentials.secretAccessKey }))),
    });
    // Neither another method nor another key is covered by the signature.
    expect(JSON.parse(told.toString())).toEqual([true, true, true, false, false]);
  });

  it('bytes that changed between the check and the taking over are not taken', async () => {
    const { url, id } = await create({ format: 'NIFTI' });
    await put(url, bytes);
    const presigned = api.objects.presigned!;
    const found = await presigned.readIncoming(incomingOf(id));
    found?.body.resume();
    await plainClient(address).send(new PutObjectCommand({ Bucket, Key: incomingOf(id), Body: Buffer.alloc(300_000, 'changed') }));
    await expect(presigned.takeOver(found!.incoming, keyOf(id), sha256)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await api.objects.head(keyOf(id))).toBeNull();
  });
});
