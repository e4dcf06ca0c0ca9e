import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { TestApi, TestTeam } from '../../testkit/api.js';
import { startTestApi } from '../../testkit/api.js';

const CREATE = `mutation ($input: CreateUploadInput!) {
  createUpload(input: $input) { url upload { id state bytes sha256 } userErrors { code path } }
}`;
const READ = 'query ($id: ID!) { upload(id: $id) { state bytes sha256 } }';

describe('an upload', () => {
  let api: TestApi;
  let team: TestTeam;
  let secret: string;
  const bytes = Buffer.alloc(300_000, 'voxels');
  const sha256 = createHash('sha256').update(bytes).digest('hex');

  beforeAll(async () => {
    api = await startTestApi(inject('stack').postgresAdminUrl, { maxUploadBytes: 400_000 });
    team = await api.team();
    secret = await team.token('WRITE');
  });
  afterAll(() => api.close());

  async function create(input: object): Promise<{ url: string; id: string }> {
    const { data, errors } = await api.askText(CREATE, { variables: { input }, secret });
    expect(errors).toBeUndefined();
    const { url, upload } = (data as { createUpload: { url: string; upload: { id: string } } }).createUpload;
    return { url, id: upload.id };
  }
  const put = (url: string, body: Buffer | ReadableStream): Promise<Response> => fetch(url, { method: 'PUT', body, duplex: 'half' });
  const codeOf = async (response: Response): Promise<unknown> => ((await response.json()) as { errors: { extensions: { code: unknown } }[] }).errors[0]?.extensions.code;
  const objectOf = async (id: string): Promise<Buffer> => api.objects.get(`teams/${team.team.teamId}/uploads/${id}`);

  it('is stored once its bytes are those announced, and its address works once', async () => {
    const { url, id } = await create({ format: 'NIFTI_GZIP', bytes: bytes.length, sha256 });
    const first = await put(url, bytes);
    expect(first.status).toBe(201);
    expect(await first.json()).toEqual({ id, state: 'RECEIVED', bytes: bytes.length, sha256 });
    expect((await objectOf(id)).equals(bytes)).toBe(true);

    const second = await put(url, bytes);
    expect(second.status).toBe(410);
    expect(await codeOf(second)).toBe('UPLOAD_EXPIRED');
    const { data } = await api.askText(READ, { variables: { id }, secret });
    expect(data).toEqual({ upload: { state: 'RECEIVED', bytes: bytes.length, sha256 } });
  });

  it('with another SHA-256 is refused and leaves nothing; the right bytes still get in', async () => {
    const { url, id } = await create({ format: 'NIFTI', sha256 });
    const wrong = await put(url, Buffer.alloc(300_000, 'other'));
    expect(wrong.status).toBe(400);
    expect(await codeOf(wrong)).toBe('UPLOAD_MISMATCH');
    await expect(objectOf(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await put(url, bytes)).status).toBe(201);
  });

  it('over the limit is refused by its announced length, and by its bytes where none is announced', async () => {
    const { data } = await api.askText(CREATE, { variables: { input: { format: 'NIFTI', bytes: 400_001 } }, secret });
    expect(data?.createUpload).toMatchObject({ userErrors: [{ code: 'FILE_TOO_LARGE', path: 'input.bytes' }], upload: null });

    const { url, id } = await create({ format: 'NIFTI' });
    const long = await put(url, Buffer.alloc(500_000));
    expect([long.status, await codeOf(long)]).toEqual([413, 'FILE_TOO_LARGE']);
    let sent = 0;
    const stream = new ReadableStream({
      pull: (controller) => {
        sent += 1;
        if (sent > 50) controller.close();
        else controller.enqueue(new Uint8Array(10_000));
      },
    });
    const outcome = await put(url, stream).then(async (response) => [response.status, await codeOf(response)], () => 'connection closed');
    expect(['connection closed', [413, 'FILE_TOO_LARGE']]).toContainEqual(outcome);
    await expect(objectOf(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is opened by its own address alone', async () => {
    const { url } = await create({ format: 'NIFTI' });
    const other = await put(`${url.slice(0, -4)}AAAA`, bytes);
    expect([other.status, await codeOf(other)]).toEqual([404, 'NOT_FOUND']);
  });

  it('becomes a volume by a job that carries no key of the patient', async () => {
    const { url, id } = await create({ format: 'NIFTI_GZIP' });
    await put(url, bytes);
    const query = 'mutation ($input: ImportVolumeInput!) { importVolume(input: $input) { job { id kind state } userErrors { code path } } }';
    const variables = { input: { uploadId: id, patientKey: 'MRN 4711', studyKey: 'S1', labels: [{ name: 'tumour', value: 'yes' }] } };
    const { data } = await api.askText(query, { variables, secret });
    expect(data?.importVolume).toMatchObject({ job: { kind: 'IMPORT_VOLUME', state: 'QUEUED' }, userErrors: [] });
    const started = JSON.stringify(api.engine.started.at(-1));
    expect(started).not.toContain('4711');
    expect(api.engine.started.at(-1)?.input).toMatchObject({ uploadId: id, volumeLabels: { tumour: 'yes' } });

    const again = await api.askText(query, { variables, secret });
    expect(again.data).toEqual(data);
    const study = await api.askText(query, { variables: { input: { uploadId: id, studyKey: 'S1' } }, secret });
    expect(study.data?.importVolume).toMatchObject({ job: null, userErrors: [{ code: 'INVALID_INPUT', path: 'input.studyKey' }] });
  });

  it('of labels says who made them', async () => {
    const [scan, mask] = [await create({ format: 'NIFTI_GZIP' }), await create({ format: 'NIFTI_GZIP' })];
    for (const { url } of [scan, mask]) await put(url, bytes);
    const query = 'mutation ($input: ImportVolumeInput!) { importVolume(input: $input) { job { id } userErrors { code path } } }';
    const ask = (producer: object | undefined) => api.askText(query, { variables: { input: { uploadId: scan.id, segmentation: { uploadId: mask.id, taxonomy: 'COARSE_29', producer } } }, secret });
    await ask({ kind: 'MODEL', name: 'TotalSegmentator', version: '2.18.0' });
    const labels = { uploadId: mask.id, taxonomy: 'COARSE_29', covers: null };
    expect(api.engine.started.at(-1)?.input).toMatchObject({ labels: { ...labels, producer: { kind: 'MODEL', name: 'TotalSegmentator', version: '2.18.0' } } });
    await ask(undefined);
    expect((api.engine.started.at(-1)?.input as { labels: unknown }).labels).toEqual(labels);
    expect((await ask({ kind: 'MANUAL', name: '' })).data?.importVolume).toEqual({ job: null, userErrors: [{ code: 'INVALID_INPUT', path: 'input.segmentation.producer.name' }] });
  });

  it('that has not come cannot be used', async () => {
    const { id } = await create({ format: 'NIFTI' });
    const { data } = await api.askText('mutation ($id: ID!) { importVolume(input: { uploadId: $id }) { userErrors { code path } } }', { variables: { id }, secret });
    expect(data?.importVolume).toEqual({ userErrors: [{ code: 'INVALID_INPUT', path: 'input.uploadId' }] });
  });
});

describe('an upload of 256 MB', () => {
  const CHUNK = Buffer.alloc(2 ** 16, 'voxels');
  const CHUNKS = 2 ** 12;

  it('passes through to the disk, and never lies in memory whole', async () => {
    const api = await startTestApi(inject('stack').postgresAdminUrl, { maxUploadBytes: 2 ** 28 });
    try {
      const team = await api.team();
      const { data } = await api.askText(CREATE, { variables: { input: { format: 'NIFTI', bytes: CHUNKS * CHUNK.length } }, secret: await team.token('WRITE') });
      const { url, upload } = (data as { createUpload: { url: string; upload: { id: string } } }).createUpload;
      const hash = createHash('sha256');
      let sent = 0;
      const body = new ReadableStream<Uint8Array>(
        {
          pull: (controller) => {
            if (sent === CHUNKS) return controller.close();
            sent += 1;
            hash.update(CHUNK);
            controller.enqueue(CHUNK);
          },
        },
        { highWaterMark: 1 },
      );
      const before = process.memoryUsage.rss();
      let peak = before;
      const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 10);
      // Sender and receiver are this one process, so its memory bounds both.
      const answer = await fetch(url, { method: 'PUT', body, duplex: 'half' }).finally(() => clearInterval(watch));
      expect(await answer.json()).toMatchObject({ state: 'RECEIVED', bytes: 2 ** 28, sha256: hash.digest('hex') });
      expect(await api.objects.head(`teams/${team.team.teamId}/uploads/${upload.id}`)).toMatchObject({ bytes: 2 ** 28 });
      console.log(`The memory of the process grew by ${Math.round((peak - before) / 1e6)} MB at most.`);
      expect(peak - before).toBeLessThan(2 ** 27);
    } finally {
      await api.close();
    }
  });
});
