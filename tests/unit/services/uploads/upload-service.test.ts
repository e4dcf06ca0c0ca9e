import { createHash } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { asId } from '../../../../src/domain/ids.js';
import type { Catalogue, TeamCatalogue } from '../../../../src/services/ports/catalogue.js';
import type { UploadRecord } from '../../../../src/services/ports/records.js';
import { createUploadService } from '../../../../src/services/uploads/upload-service.js';
import type { UploadRequest } from '../../../../src/services/uploads/upload-service.js';
import { createMemoryObjects } from '../../../testkit/memory-objects.js';

const teamId = asId('Team', 'team_a');
const MAX = 1_000;
const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

let now: Date;
let rows: Map<string, UploadRecord>;
let objects: ReturnType<typeof createMemoryObjects>;
let service: ReturnType<typeof createUploadService>;
let team: TeamCatalogue;

beforeEach(() => {
  now = new Date('2030-01-01T00:00:00Z');
  rows = new Map();
  objects = createMemoryObjects();
  const replace = (id: string, change: Partial<UploadRecord>): void => {
    for (const [hash, row] of rows) if (row.id === id) rows.set(hash, { ...row, ...change });
  };
  team = {
    teamId,
    uploads: {
      insert: (upload: UploadRecord, secretHash: string) => Promise.resolve(void rows.set(secretHash, upload)),
      markReceived: (id: string, bytes: number, sha256: string) => Promise.resolve(replace(id, { state: 'RECEIVED', bytes, sha256 })),
    },
  } as unknown as TeamCatalogue;
  const operator = { findUpload: (hash: string) => Promise.resolve(rows.has(hash) ? { teamId, upload: rows.get(hash)! } : null) };
  service = createUploadService({ catalogue: { operator, team: () => team } as unknown as Catalogue, objects, maxBytes: MAX, lifetimeMs: 60_000, now: () => now });
});

const create = (request: Partial<UploadRequest> = {}) => service.create(team, { format: 'NIFTI', bytes: null, sha256: null, ...request });
const receive = (secret: string, bytes: Buffer, length: number | null = null) => service.receive(secret, Readable.from([bytes]), length);
const stateOf = (): readonly string[] => [...rows.values()].map(({ state }) => state);

describe('an upload', () => {
  it('keeps the hash of its secret, never the secret, and a name that says only the format', async () => {
    const { upload, secret } = await create({ format: 'NIFTI_GZIP' });
    expect([...rows.keys()]).toEqual([createHash('sha256').update(secret).digest('hex')]);
    expect(JSON.stringify([...rows])).not.toContain(secret);
    expect(upload).toMatchObject({ fileName: 'ct.nii.gz', state: 'PENDING', objectKey: `teams/team_a/uploads/${upload.id}`, expiresAt: new Date('2030-01-01T00:01:00Z') });
  });

  it('stores any bytes up to the limit, in whatever pieces they come', async () => {
    const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 100 }), { minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(pieces, async (chunks) => {
        const whole = Buffer.concat(chunks);
        const { upload, secret } = await create({ bytes: whole.length, sha256: digest(whole) });
        const received = await service.receive(secret, Readable.from(chunks.map((chunk) => Buffer.from(chunk))), whole.length);
        expect(received).toMatchObject({ state: 'RECEIVED', bytes: whole.length, sha256: digest(whole) });
        expect(objects.held.get(upload.objectKey)).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });

  it('works once', async () => {
    const { secret } = await create();
    await receive(secret, Buffer.from('one'));
    await expect(receive(secret, Buffer.from('two'))).rejects.toMatchObject({ code: 'UPLOAD_EXPIRED' });
  });

  it('of two senders at once has one winner', async () => {
    const { upload, secret } = await create();
    const outcomes = await Promise.allSettled([receive(secret, Buffer.from('one')), receive(secret, Buffer.from('two'))]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const stored = objects.held.get(upload.objectKey)!;
    expect([...rows.values()]).toMatchObject([{ state: 'RECEIVED', sha256: digest(stored) }]);
  });

  it('is mended by the same bytes when the process died before it wrote the row', async () => {
    const { upload, secret } = await create();
    await objects.put(upload.objectKey, Buffer.from('bytes'));
    expect(stateOf()).toEqual(['PENDING']);
    expect(await receive(secret, Buffer.from('bytes'))).toMatchObject({ state: 'RECEIVED', bytes: 5 });
    expect(stateOf()).toEqual(['RECEIVED']);
  });

  it('is opened by nothing else, and not after its time', async () => {
    const { secret } = await create();
    await expect(receive('guessed', Buffer.from('x'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    now = new Date(now.getTime() + 60_000);
    await expect(receive(secret, Buffer.from('x'))).rejects.toMatchObject({ code: 'UPLOAD_EXPIRED' });
  });
});

describe('an upload is refused, and may be sent again', () => {
  const right = Buffer.from('right');

  it.each([
    ['with more bytes than allowed', {}, Buffer.alloc(MAX + 1), null, 'FILE_TOO_LARGE'],
    ['that says it has more', {}, right, MAX + 1, 'FILE_TOO_LARGE'],
    ['with other bytes', { sha256: digest(right) }, Buffer.from('wrong'), null, 'UPLOAD_MISMATCH'],
    ['with fewer than announced', { bytes: 5 }, Buffer.from('righ'), null, 'UPLOAD_MISMATCH'],
    ['with none', {}, Buffer.alloc(0), null, 'UPLOAD_MISMATCH'],
  ] as const)('%s', async (_name, request, bytes, length, code) => {
    const { secret } = await create(request);
    await expect(receive(secret, bytes, length)).rejects.toMatchObject({ code });
    expect(objects.held.size).toBe(0);
    expect(stateOf()).toEqual(['PENDING']);
    expect(await receive(secret, right)).toMatchObject({ state: 'RECEIVED' });
  });

  it('whose connection ends in the middle', async () => {
    const { secret } = await create({ bytes: 5 });
    const body = new PassThrough();
    const receiving = service.receive(secret, body, 5);
    body.write('rig');
    setTimeout(() => body.destroy(), 10);
    await expect(receiving).rejects.toMatchObject({ code: 'UPLOAD_MISMATCH' });
    expect(objects.held.size).toBe(0);
  });

  it('before anything is made, when it announces too much', async () => {
    await expect(create({ bytes: MAX + 1 })).rejects.toMatchObject({ code: 'FILE_TOO_LARGE', path: 'input.bytes' });
    expect(rows.size).toBe(0);
  });
});
