import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inspectObjects } from '../../../src/local/inspect-objects.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'voxseek-objects-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const unasked = (): Promise<void> => Promise.reject(new Error('no bucket was to be asked'));

it('looks at a directory, and asks no bucket for one', async () => {
  expect(await inspectObjects(pathToFileURL(home).href, 'given', unasked)).toMatchObject({ part: 'objects', ok: true, found: `${home} (given)` });
  const missing = join(home, 'objects');
  expect(await inspectObjects(pathToFileURL(missing).href, 'not running', unasked)).toMatchObject({ ok: true, found: `${missing} (made by the first start)` });
  writeFileSync(missing, 'a file');
  expect(await inspectObjects(pathToFileURL(missing).href, 'given', unasked)).toMatchObject({ ok: false, found: `${missing} is no directory`, mend: `mv ${missing} ${missing}.aside` });
});

it('asks a bucket, and says why it does not answer', async () => {
  const asked: string[] = [];
  const url = 's3://bucket?endpoint=http://store:9000';
  const answers = (given: string): Promise<void> => Promise.resolve(void asked.push(given));
  expect(await inspectObjects(url, 'given', answers)).toMatchObject({ ok: true, found: 's3://bucket (given)' });
  expect(asked).toEqual([url]);
  const fails = (): Promise<void> => Promise.reject(new Error('The object store has no bucket "bucket".'));
  expect(await inspectObjects(url, 'given', fails)).toMatchObject({
    ok: false,
    found: 's3://bucket (given): The object store has no bucket "bucket".',
    mend: expect.stringContaining('unset VOXSEEK_OBJECTS_URL') as string,
  });
});
