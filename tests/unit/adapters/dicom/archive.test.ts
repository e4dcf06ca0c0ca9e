import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { withUnpacked } from '../../../../src/adapters/dicom/archive/unpack-archive.js';
import { createDicomReader } from '../../../../src/adapters/dicom/dicom-reader.js';
import { isVoxseekError } from '../../../../src/domain/errors/voxseek-error.js';
import { seriesSlices } from '../../../testkit/dicom-series.js';
import { zipBytes } from '../../../testkit/zip-bytes.js';
import type { ZipEntry } from '../../../testkit/zip-bytes.js';

const directory = mkdtempSync(join(tmpdir(), 'voxseek-archive-'));
afterAll(() => rmSync(directory, { recursive: true }));

const limits = { maxBytes: 128 << 20 };
const content = Buffer.from('voxels');
const path = join(directory, 'ct.zip');

/** What the body sees of an archive, or the code and message of its refusal. */
async function unpacked(archive: Buffer, signal?: AbortSignal): Promise<readonly string[] | { readonly code: string; readonly message: string }> {
  writeFileSync(path, archive);
  try {
    return await withUnpacked(path, limits, signal, (files) => Promise.resolve(files.map((file) => readFileSync(file, 'utf8'))));
  } catch (error) {
    if (!isVoxseekError(error)) throw error;
    return { code: error.code, message: error.message };
  } finally {
    // Whatever came of it, nothing is left beside the archive.
    expect(readdirSync(directory)).toEqual(['ct.zip']);
  }
}

const of = (...entries: readonly (Partial<ZipEntry> & { readonly name: string })[]): Buffer => zipBytes(entries.map((entry) => ({ content, ...entry })));
const codeOf = async (archive: Buffer): Promise<string | undefined> => {
  const outcome = await unpacked(archive);
  return 'code' in outcome ? outcome.code : undefined;
};

it('gives the files of an archive under numbers, directories and empty files left out', async () => {
  expect(await unpacked(of({ name: 'a/', content: Buffer.alloc(0) }, { name: 'a/one' }, { name: 'empty', content: Buffer.alloc(0) }, { name: 'a\\two', deflated: false, content: Buffer.from('2') }))).toEqual(['voxels', '2']);
});

it.each<[what: string, code: string, entry: Partial<ZipEntry> & { readonly name: string }]>([
  ['leads out by dots', 'ARCHIVE_UNSAFE', { name: '../../etc/cron.d/x' }],
  ['leads out by dots within', 'ARCHIVE_UNSAFE', { name: 'a/../../x' }],
  ['leads out by backslashes', 'ARCHIVE_UNSAFE', { name: '..\\..\\x' }],
  ['is absolute', 'ARCHIVE_UNSAFE', { name: '/etc/passwd' }],
  ['is absolute on a drive', 'ARCHIVE_UNSAFE', { name: 'C:/x' }],
  ['is a symbolic link', 'ARCHIVE_UNSAFE', { name: 'link', content: Buffer.from('/etc/passwd'), mode: 0o120777 }],
  ['is a device', 'ARCHIVE_UNSAFE', { name: 'null', mode: 0o020666 }],
  ['is encrypted', 'ARCHIVE_UNSAFE', { name: 'secret', flags: 1 }],
  ['claims more than the limit', 'ARCHIVE_TOO_LARGE', { name: 'big', claimedBytes: 0x1000_0000 }],
  ['claims too little', 'FILE_CORRUPT', { name: 'liar', content: Buffer.alloc(1 << 20), claimedBytes: 10 }],
  ['claims too much', 'FILE_CORRUPT', { name: 'liar', claimedBytes: 1000 }],
  ['has another checksum', 'FILE_CORRUPT', { name: 'damaged', claimedCrc: 7 }],
])('refuses an archive with an entry that %s', async (_, code, entry) => {
  expect(await codeOf(of({ name: 'sound' }, entry))).toBe(code);
  expect(existsSync(join(directory, '..', 'x'))).toBe(false);
});

it('names entries by their place, never by their name', async () => {
  const outcome = await unpacked(of({ name: 'sound' }, { name: 'SMITH^JOHN.dcm', flags: 1 }));
  expect(outcome).toMatchObject({ message: expect.stringMatching(/\(entry 2\)/u) as string });
  expect(JSON.stringify(outcome)).not.toContain('SMITH');
});

it('refuses bombs by their directory: by ratio, by sum, and by count, within seconds', { timeout: 20_000 }, async () => {
  const started = performance.now();
  expect(await codeOf(of({ name: 'air', content: Buffer.alloc(100 << 20) }))).toBe('ARCHIVE_TOO_LARGE');
  const million = of({ name: 'x', content: Buffer.from([1]), deflated: false });
  const many = Buffer.from(million);
  // The end of the directory, as ZIP64 has it, announces a million entries.
  const end = Buffer.alloc(56 + 20);
  end.writeUInt32BE(0x504b_0606, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeBigUInt64LE(1_000_000n, 24);
  end.writeBigUInt64LE(1_000_000n, 32);
  end.writeUInt32BE(0x504b_0607, 56);
  end.writeBigUInt64LE(BigInt(many.length - 22), 64);
  end.writeUInt32LE(1, 72);
  const tail = Buffer.from(many.subarray(many.length - 22));
  tail.writeUInt16LE(0xffff, 8);
  tail.writeUInt16LE(0xffff, 10);
  tail.writeUInt32LE(0xffff_ffff, 16);
  expect(await codeOf(Buffer.concat([many.subarray(0, many.length - 22), end, tail]))).toBe('ARCHIVE_TOO_LARGE');
  // The same bytes under a hundred names, each as large as the limit allows alone.
  expect(await codeOf(zipBytes(Array.from({ length: 3 }, (_, index) => ({ name: String(index), content: Buffer.alloc(60 << 20, index) }))))).toBe('ARCHIVE_TOO_LARGE');
  expect(performance.now() - started).toBeLessThan(10_000);
});

it('refuses what is no archive, or ends early, and stops when it is told to', async () => {
  const sound = of({ name: 'a' }, { name: 'b' });
  for (const length of [4, 40, sound.length - 30, sound.length - 1]) expect(await codeOf(sound.subarray(0, length)), `${length} bytes`).toBe('FILE_CORRUPT');
  await expect(unpacked(sound, AbortSignal.abort(new Error('cancelled')))).rejects.toThrow('cancelled');
});

it('takes an archive and a file for what their bytes say', async () => {
  const reader = createDicomReader();
  const [slice] = seriesSlices(1);
  const count = async (bytes: Buffer): Promise<number> => {
    writeFileSync(path, bytes);
    return reader.withFilesOf(path, { limits: { ...limits, maxDimension: 100 } }, (files) => Promise.resolve(files.length));
  };
  expect(await count(slice!)).toBe(1);
  expect(await count(of({ name: '1', content: slice! }, { name: '2', content: slice! }))).toBe(2);
});
