import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runSchema } from '../../../src/cli/schema.js';

const repository = join(import.meta.dirname, '../../..');
const FILES = ['schema/schema.graphql', 'schema/errors.md', 'docs/configuration.md', 'docs/encoders.md'];

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'voxseek-schema-'));
  for (const file of FILES) await cp(join(repository, file), join(root, file), { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

const path = (file: string): string => join(root, file);
const read = (file: string): Promise<string> => readFile(path(file), 'utf8');
const edit = async (file: string, change: (text: string) => string): Promise<void> => writeFile(path(file), change(await read(file)));
const run = async (options: { readonly check?: boolean; readonly allowBreaking?: boolean } = {}): Promise<void> => runSchema({ root, ...options });

describe('the check of what is generated', () => {
  it('passes for what is committed', async () => {
    await expect(run({ check: true })).resolves.toBeUndefined();
  });

  it.each(FILES)('names %s when it is stale, and leaves it as it is', async (file) => {
    await edit(file, (text) => (file.endsWith('.graphql') ? text.replace('An encoder of the team.', 'Something else.') : `${text}\nA line of its own.\n`));
    const stale = await read(file);
    await expect(run({ check: true })).rejects.toMatchObject({ code: 'CONFLICT', path: file, message: expect.stringContaining(file) as string });
    expect(await read(file)).toBe(stale);
    await run();
    expect(await read(file)).toBe(await readFile(join(repository, file), 'utf8'));
  });

  it('refuses a change that breaks clients, naming it, unless it is allowed', async () => {
    const gone = (text: string): string => text.replace('type Query {', 'type Query {\n  promised: Int');
    await edit('schema/schema.graphql', gone);
    const broken = { code: 'CONFLICT', message: expect.stringContaining('Query.promised was removed') as string };
    await expect(run({ check: true })).rejects.toMatchObject(broken);
    await expect(run()).rejects.toMatchObject(broken);
    await run({ allowBreaking: true });
    await expect(run({ check: true })).resolves.toBeUndefined();
  });
});
