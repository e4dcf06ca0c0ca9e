import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createDiskObjectStore } from '../../../../src/adapters/objects/disk.js';
import { walkKeys } from '../../../../src/adapters/objects/disk-list.js';
import { describeObjectStore, flippedBit } from '../../../testkit/object-store-contract.js';

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

  it('keeps a checksum beside each object that other tools read, and none of what is deleted', async () => {
    const root = await folder();
    const store = createDiskObjectStore(root);
    await store.put('teams/a/v/x.npy', Buffer.from('one'));
    await store.put('teams/a/v/y.npy', Readable.from([Buffer.from('two')]));
    const directory = join(root, 'teams', 'a', 'v');
    expect((await readdir(directory)).sort()).toEqual(['.x.npy.sha256', '.y.npy.sha256', 'x.npy', 'y.npy']);
    for (const name of ['x.npy', 'y.npy']) expect(execFileSync('sha256sum', ['--check', `.${name}.sha256`], { cwd: directory }).toString()).toBe(`${name}: OK\n`);
    await writeFile(join(directory, 'x.npy'), 'oNe');
    expect(() => execFileSync('sha256sum', ['--check', '.x.npy.sha256'], { cwd: directory, stdio: 'pipe' })).toThrow('did NOT match');
    await store.delete('teams/a/v/x.npy');
    expect((await readdir(directory)).sort()).toEqual(['.y.npy.sha256', 'y.npy']);
    expect(await store.deletePrefix('teams/a/')).toBe(1);
    expect(await readdir(join(root, 'teams'))).toEqual([]);
  });

  it('reads what lay there without a checksum, as earlier versions left it', async () => {
    const root = await folder();
    await mkdir(join(root, 'teams', 'a'), { recursive: true });
    await writeFile(join(root, 'teams', 'a', 'old'), 'as it was');
    const store = createDiskObjectStore(root);
    expect((await store.get('teams/a/old')).toString()).toBe('as it was');
    expect(await store.put('teams/a/old', Buffer.from('other'))).toMatchObject({ created: false, bytes: 9 });
    // A torn line, as a power loss leaves it, is no checksum.
    await writeFile(join(root, 'teams', 'a', '.old.sha256'), 'deadbeef');
    expect((await store.get('teams/a/old')).toString()).toBe('as it was');
  });

  it('whole objects and checksums are all that two stores of one directory leave that put and delete the same keys', async () => {
    const root = await folder();
    const stores = [createDiskObjectStore(root), createDiskObjectStore(root)];
    const keys = Array.from({ length: 5 }, (_, index) => `teams/a/v${index}/x`);
    const contentOf = (key: string): Buffer => Buffer.alloc(5_000, key);
    await Promise.all(
      stores.flatMap((store) =>
        keys.map(async (key) => {
          for (let round = 0; round < 40; round += 1) {
            await store.put(key, contentOf(key));
            const read = await store.get(key).catch(() => null);
            if (read !== null) expect(read.equals(contentOf(key))).toBe(true);
            if (round % 2 === 0) await (round % 4 === 0 ? store.delete(key) : store.deletePrefix(key.replace(/x$/u, '')));
          }
          await store.put(key, contentOf(key));
        }),
      ),
    );
    for (const key of keys) {
      expect((await readdir(join(root, dirname(key)))).sort()).toEqual(['.x.sha256', 'x']);
      await writeFile(join(root, key), flippedBit(contentOf(key)));
      await expect(stores[0]!.get(key)).rejects.toMatchObject({ code: 'OBJECT_CORRUPT' });
    }
  });

  it('goes through a directory in batches, each key once and in order', async () => {
    const root = await folder();
    const names = Array.from({ length: 1_000 }, (_, index) => String((index * 7_919) % 1_000).padStart(4, '0'));
    for (const [index, name] of names.entries()) {
      if (index % 10 === 0) await mkdir(join(root, name));
      await writeFile(index % 10 === 0 ? join(root, name, 'x') : join(root, name), '');
    }
    const all = names.map((name, index) => (index % 10 === 0 ? `${name}/x` : name)).sort();
    for (const after of ['', '0500', '0000/x']) {
      const keys: string[] = [];
      for await (const key of walkKeys(root, '', after, 64)) keys.push(key);
      expect(keys).toEqual(all.filter((key) => key > after));
    }
  });

  it('goes through many small files in little memory, in order', async () => {
    const count = process.env.VOXSEEK_TEST_LONG === undefined ? 20_000 : 1_000_000;
    const root = await folder();
    const directory = join(root, 'teams', 'a');
    await mkdir(directory, { recursive: true });
    for (let at = 0; at < count; at += 1) closeSync(openSync(join(directory, String((at * 7_919) % count).padStart(7, '0')), 'w'));
    global.gc?.();
    const before = process.memoryUsage.rss();
    let [peak, seen, last] = [before, 0, ''];
    for await (const { key } of createDiskObjectStore(root).list('teams/')) {
      if (key <= last) throw new Error(`${key} after ${last}`);
      last = key;
      seen += 1;
      if (seen % 5_000 === 0) peak = Math.max(peak, process.memoryUsage.rss());
    }
    console.log(`${seen} files; the memory of the process grew by ${Math.round((peak - before) / 1e6)} MB at most.`);
    expect(seen).toBe(count);
    expect(peak - before).toBeLessThan(2 ** 27);
    await rm(root, { recursive: true });
  }, 600_000);
});
