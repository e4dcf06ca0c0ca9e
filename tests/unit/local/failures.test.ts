import { describe, expect, it } from 'vitest';
import { pipFailure } from '../../../src/local/pip-failure.js';
import { asDiskFull, startFailure } from '../../../src/local/start-failure.js';

describe('startFailure', () => {
  it.each([
    ['FATAL: could not write lock file: No space left on device', 'DISK_FULL'],
    ['unable to open: database or disk is full', 'DISK_FULL'],
    ['could not bind IPv4 address "127.0.0.1": Address already in use', 'PORT_TAKEN'],
    ['listen tcp 127.0.0.1:7233: bind: address already in use', 'PORT_TAKEN'],
    ['FATAL: something else', 'PART_FAILED_TO_START'],
  ])('reads "%s" as %s', (output, code) => {
    expect(startFailure('postgres', 'exit 1', '/logs/postgres.log', `one\n${output}\n`)).toMatchObject({ code, path: 'postgres', details: { log: '/logs/postgres.log' } });
  });

  it('quotes the last line of the log and says where the log is', () => {
    expect(startFailure('milvus', 'exit 2', '/logs/milvus.log', 'first\nlast words\n').message).toBe('milvus did not start: exit 2. Its log is /logs/milvus.log; it ends with: last words');
    expect(startFailure('milvus', 'exit 2', '/logs/milvus.log', '').message).toBe('milvus did not start: exit 2. Its log is /logs/milvus.log');
  });
});

describe('asDiskFull', () => {
  it('names a full disk and lets the rest pass', () => {
    expect(asDiskFull(Object.assign(new Error('write'), { code: 'ENOSPC' }), '/home')).toMatchObject({ code: 'DISK_FULL', path: '/home' });
    const other = new Error('other');
    expect(asDiskFull(other, '/home')).toBe(other);
    expect(asDiskFull(null, '/home')).toBeNull();
  });
});

describe('pipFailure', () => {
  it.each([
    ['ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device', 'DISK_FULL'],
    ['ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.', 'DOWNLOAD_FAILED'],
    ['ERROR: No matching distribution found for a==1', 'DOWNLOAD_FAILED'],
  ])('reads "%s" as %s', (output, code) => {
    expect(pipFailure(['a==1'], output).code).toBe(code);
  });
});
