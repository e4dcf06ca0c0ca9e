import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createDiskObjectStore } from '../../../../src/adapters/objects/disk.js';
import { describeObjectStore } from '../../../testkit/object-store-contract.js';

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'voxseek-objects-'));

describeObjectStore('objects on disk', async () => {
  const root = await folder();
  return {
    store: createDiskObjectStore(root),
    tamper: async (key, change) => writeFile(join(root, key), change(await readFile(join(root, key)))),
  };
});

describe('objects on disk, beyond the contract', () => {
  it.each(['../x', 'teams/../../x', '/etc/passwd', 'teams//x', 'teams/.incomplete/x', 'teams/a\\b', 'teams/a\0b', '', 'teams/', 'a'.repeat(1000)])('refuses the key %j', async (key) => {
    const store = createDiskObjectStore(await folder());
    await expect((async () => store.put(key, Buffer.from('x')))()).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect((async () => store.get(key))()).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('shows nothing of a put whose process is killed, and the next start clears what it left', async () => {
    const root = await folder();
    const source = fileURLToPath(new URL('../../../../src/adapters/objects/disk.ts', import.meta.url));
    const code = `
      import { createDiskObjectStore } from ${JSON.stringify(source)};
      async function* slow() { yield Buffer.alloc(1 << 20); console.log('half'); await new Promise((r) => setTimeout(r, 60000)); yield Buffer.alloc(1); }
      const { Readable } = await import('node:stream');
      await createDiskObjectStore(${JSON.stringify(root)}).put('teams/team_a/slow', Readable.from(slow()));`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await readdir(join(root, '.incomplete'))).toHaveLength(1);
    const store = createDiskObjectStore(root);
    expect(await store.head('teams/team_a/slow')).toBeNull();
    expect((await store.put('teams/team_a/slow', Buffer.from('whole'))).created).toBe(true);
    expect(await readdir(join(root, '.incomplete'))).toHaveLength(0);
  });

  it('leaves no empty folder of what is deleted, and keeps those that hold something', async () => {
    const root = await folder();
    const store = createDiskObjectStore(root);
    for (const key of ['teams/a/volumes/v/embeddings/e', 'teams/a/volumes/w/voxels']) await store.put(key, Buffer.from('x'));
    await store.delete('teams/a/volumes/v/embeddings/e');
    expect(await readdir(join(root, 'teams', 'a', 'volumes'))).toEqual(['w']);
    await store.delete('teams/a/volumes/w/voxels');
    await store.delete('teams/a/volumes/w/voxels');
    expect(await readdir(root)).toEqual(['.incomplete']);
    expect((await store.put('teams/a/volumes/v/embeddings/e', Buffer.from('x'))).created).toBe(true);
  });

  it('names an object that stands where a folder is needed', async () => {
    const store = createDiskObjectStore(await folder());
    await store.put('teams/a', Buffer.from('x'));
    await expect(store.put('teams/a/b', Buffer.from('x'))).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});
