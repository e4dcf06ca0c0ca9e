import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createImportSource } from '../../../../src/adapters/filesystem/import-source.js';
import { MOST_FILES, walkDirectory } from '../../../../src/services/ingest/walk-directory.js';
import type { ImportSource, SourceEntry } from '../../../../src/services/ports/import-source.js';

const root = mkdtempSync(join(tmpdir(), 'voxseek-walk-'));
afterAll(() => rmSync(root, { recursive: true }));

const entry = (name: string, kind: SourceEntry['kind'] = 'FILE'): SourceEntry => ({ name, kind, isLink: false });

/** A thousand directories with so many files each. */
const heap = (each: number): ImportSource => {
  const files = Array.from({ length: each }, (_, index) => entry(String(index)));
  return {
    realPath: (path) => Promise.resolve(path),
    kindOf: () => Promise.resolve('DIRECTORY'),
    list: (path) => Promise.resolve(path === '/heap' ? Array.from({ length: 1_000 }, (_, index) => entry(String(index), 'DIRECTORY')) : files),
    factsOf: () => Promise.resolve({ bytes: 1, modifiedMs: 0 }),
    readText: () => Promise.reject(new Error('nothing is read')),
  };
};

it('takes a million tiny files, and names what is more', { timeout: 120_000 }, async () => {
  expect(await walkDirectory(heap(1_000), ['/heap'], '/heap')).toHaveLength(MOST_FILES);
  await expect(walkDirectory(heap(1_001), ['/heap'], '/heap')).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', path: 'directory' });
});

it('enters no directory twice, and none that lies outside', async () => {
  const outside = mkdtempSync(join(tmpdir(), 'voxseek-outside-'));
  writeFileSync(join(outside, 'secret'), '');
  mkdirSync(join(root, 'inside'));
  writeFileSync(join(root, 'inside', 'file'), '');
  symlinkSync(root, join(root, 'inside', 'again'));
  symlinkSync(outside, join(root, 'out'));
  const found = await walkDirectory(createImportSource(), [root], root);
  expect(found.map(({ relativePath }) => relativePath)).toEqual(['inside/file']);
  rmSync(outside, { recursive: true });
});
