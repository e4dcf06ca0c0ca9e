import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockHome } from '../../../src/local/home-lock.js';
import { identifyProcess, isRunning } from '../../../src/local/process-identity.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'voxseek-lock-'));
});
afterEach(() => rmSync(home, { recursive: true }));

it('is held by one and free once released', () => {
  const path = join(home, 'lock');
  const lock = lockHome(home, path);
  expect(lock.holder).toEqual(identifyProcess(process.pid));
  expect(() => lockHome(home, path)).toThrow(expect.objectContaining({ code: 'HOME_IN_USE', details: { pid: process.pid } }));
  lock.release();
  lockHome(home, path).release();
  expect(readdirSync(home)).toEqual([]);
});

it.each([
  ['a process that is gone', JSON.stringify({ pid: 999_999_999, startedAt: 'x' })],
  ['a process whose pid another one has now', JSON.stringify({ pid: process.pid, startedAt: 'another-boot:1' })],
  ['nobody, being unreadable', '{"pid":'],
])('is taken over from %s', (_name, content) => {
  const path = join(home, 'lock');
  writeFileSync(path, content);
  const lock = lockHome(home, path);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(lock.holder);
  expect(readdirSync(home)).toEqual(['lock']);
});

it('tells processes apart by when they began', () => {
  const self = identifyProcess(process.pid)!;
  expect(isRunning(self)).toBe(true);
  expect(isRunning({ ...self, startedAt: `${self.startedAt}0` })).toBe(false);
  expect(identifyProcess(999_999_999)).toBeNull();
});

it('names a disk that is full, leaves nothing and lets the next try through', () => {
  if (!existsSync('/dev/full')) return console.log('Skipped: this system has no /dev/full, which is always out of space.');
  const path = join(home, 'lock');
  symlinkSync('/dev/full', `${path}.${process.pid}`);
  expect(() => lockHome(home, path)).toThrow(expect.objectContaining({ code: 'DISK_FULL', path: home }));
  expect(readdirSync(home)).toEqual([]);
  lockHome(home, path).release();
});
