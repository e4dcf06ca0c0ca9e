import { expect, it } from 'vitest';
import { assertPlatformSupported } from '../../../src/local/platform.js';

it.each([
  ['linux', 'x64', true],
  ['linux', 'arm64', true],
  ['darwin', 'arm64', false],
])('%s %s is supported', (os, architecture, glibc) => {
  expect(() => assertPlatformSupported(['VOXSEEK_MILVUS_ADDRESS'], { os, architecture, glibc })).not.toThrow();
});

it.each([
  ['linux', 'x64', false, 'without glibc'],
  ['linux', 'riscv64', true, 'riscv64'],
  ['darwin', 'x64', false, 'darwin x64'],
  ['win32', 'x64', false, 'win32'],
])('%s %s (glibc: %s) is refused with what to set', (os, architecture, glibc, words) => {
  expect(() => assertPlatformSupported(['VOXSEEK_MILVUS_ADDRESS'], { os, architecture, glibc })).toThrow(
    expect.objectContaining({ code: 'PLATFORM_UNSUPPORTED', path: 'VOXSEEK_MILVUS_ADDRESS', message: expect.stringContaining(words) }),
  );
});
