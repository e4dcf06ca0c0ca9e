import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { identifyProcess } from '../../../src/local/process-identity.js';
import { readRunFile } from '../../../src/local/run-file.js';
import type { RunFile } from '../../../src/local/run-file.js';
import { runCommand } from '../../../src/local/run-command.js';

const root = join(import.meta.dirname, '..', '..', '..');
const voxseek = join(root, 'bin', 'voxseek.js');
const toolsDirectory = join(root, '.voxseek', 'tools');

interface Run {
  readonly child: ChildProcess;
  output(): string;
  /** The exit status once it has ended. */
  readonly ended: Promise<number | null>;
}

let parent: string;
const runs: Run[] = [];

beforeAll(async () => {
  await mkdir(join(root, '.voxseek'), { recursive: true });
  parent = await mkdtemp(join(root, '.voxseek', 'up-test-'));
  await chmod(parent, 0o711);
});
afterEach(async () => {
  for (const { child, ended } of runs.splice(0)) {
    child.kill('SIGTERM');
    await ended;
  }
});
afterAll(() => rm(parent, { recursive: true, force: true }));

function environmentOf(home: string, variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...process.env, VOXSEEK_HOME: home, VOXSEEK_TOOLS_DIR: toolsDirectory, ...variables };
}

function run(command: string, home: string, variables: NodeJS.ProcessEnv = {}): Run {
  const child = spawn(process.execPath, [voxseek, command], { cwd: root, env: environmentOf(home, variables), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const started = { child, output: () => output, ended };
  runs.push(started);
  return started;
}

async function until<Value>(what: string, look: () => Promise<Value | null | undefined | false> | Value | null | undefined | false, seconds = 60): Promise<Value> {
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await sleep(50)) {
    const value = await look();
    if (value !== null && value !== undefined && value !== false) return value;
  }
  throw new Error(`Not within ${seconds} s: ${what}`);
}

const apiUrl = (up: Run): Promise<string> =>
  until('the API', async () => {
    if (up.child.exitCode !== null) throw new Error(up.output());
    return Promise.resolve(/API\s+(http:\S+)\/graphql/u.exec(up.output())?.[1]);
  });

const healthy = async (url: string): Promise<boolean> => fetch(`${url}/health`, { signal: AbortSignal.timeout(1_000) }).then((answer) => answer.ok, () => false);
const pidOf = (file: RunFile | null, name: string): number | undefined => file?.children.find((child) => child.name === name)?.pid;

/** Sends what the printed curl command sends, taken apart from its text alone. */
async function firstAnswer(output: string): Promise<unknown> {
  const [, url, headers, body] = /curl (\S+) \\\n\s+((?:--header '[^']+' ?)+)\\\n\s+--data '([^']+)'/u.exec(output) ?? [];
  const fields = [...(headers ?? '').matchAll(/--header '([^:]+): ([^']+)'/gu)].map(([, name, value]): [string, string] => [name ?? '', value ?? '']);
  const answer = await fetch(url ?? '', { method: 'POST', headers: fields, body: body ?? '' });
  return answer.json();
}

/** Who is alive at each change of the run file, until it is gone. */
async function watchChildren(runFile: string): Promise<readonly (readonly string[])[]> {
  const seen: string[][] = [];
  for (; existsSync(runFile); await sleep(2)) {
    const alive = readRunFile(runFile)?.children.map(({ name }) => name).sort();
    if (alive !== undefined && alive.join() !== seen.at(-1)?.join()) seen.push(alive);
  }
  return seen;
}

describe('voxseek up', () => {
  it('serves, starts a killed API and worker again, refuses a second start, and stops everything on SIGTERM', async () => {
    const home = join(parent, 'whole');
    const up = run('up', home);
    const url = await apiUrl(up);
    expect(await healthy(url)).toBe(true);

    expect(await firstAnswer(up.output())).toEqual({ data: { volumes: { totalCount: 0, edges: [] } } });

    const second = run('up', home);
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`HOME_IN_USE: The process ${up.child.pid!} holds ${home}`);

    const doctor = run('doctor', home);
    expect(await doctor.ended, doctor.output()).toBe(0);
    expect(doctor.output()).toMatch(/✓ postgres\s+18\./u);
    expect(doctor.output()).toMatch(/✓ temporal\s+1\.32\.\d+\s+127\.0\.0\.1/u);
    expect(doctor.output()).toMatch(/✓ objects\s+\/\S+\/objects \(running, of pid \d+\)/u);
    expect(doctor.output()).toMatch(/✓ api\s+\d+\.\d+\.\d+\s+http:\/\/127\.0\.0\.1/u);
    expect(doctor.output()).toMatch(new RegExp(`✓ worker\\s+\\d+\\.\\d+\\.\\d+\\s+pid ${pidOf(readRunFile(join(home, 'run.json')), 'worker')} `, 'u'));
    for (const queue of ['control', 'work', 'embed-cpu', 'embed-interactive-cpu']) expect(doctor.output()).toMatch(new RegExp(`✓ queue\\s+voxseek-${queue}  ${pidOf(readRunFile(join(home, 'run.json')), 'worker')}@`, 'u'));
    expect(doctor.output()).not.toContain('✗');
    expect(doctor.output()).not.toMatch(/voxseek_(app|owner):[^@\s]+@/u);

    const runFile = join(home, 'run.json');
    for (const name of ['api', 'worker']) {
      const pid = pidOf(readRunFile(runFile), name)!;
      process.kill(pid, 'SIGKILL');
      await until(`a new ${name}`, () => {
        const next = pidOf(readRunFile(runFile), name);
        return next !== undefined && next !== pid;
      });
    }
    await until('the API at its old address', () => healthy(url));

    const pids = readRunFile(runFile)!.children.map(({ pid }) => pid);
    expect(pids).toHaveLength(5);
    up.child.kill('SIGTERM');
    expect(await up.ended).toBe(0);
    for (const pid of pids) expect(identifyProcess(pid)).toBeNull();
    expect(existsSync(runFile)).toBe(false);
    expect(up.output()).not.toMatch(/^\s+at /mu);
  });

  it('after SIGKILL comes back: API and worker have ended with it, the next start ends the servers', async () => {
    const home = join(parent, 'killed');
    const up = run('up', home);
    await apiUrl(up);
    const before = readRunFile(join(home, 'run.json'))!;
    const key = readFileSync(join(home, 'secrets.json'), 'utf8');
    up.child.kill('SIGKILL');
    await up.ended;
    for (const name of ['api', 'worker']) await until(`the end of the ${name}`, () => identifyProcess(pidOf(before, name)!) === null);

    const again = run('up', home);
    expect(await healthy(await apiUrl(again))).toBe(true);
    for (const { pid } of before.children) expect(identifyProcess(pid)).toBeNull();
    expect(readFileSync(join(home, 'secrets.json'), 'utf8')).toBe(key);

    const watched = watchChildren(join(home, 'run.json'));
    again.child.kill('SIGINT');
    expect(await again.ended).toBe(0);
    const states = await watched;
    expect(states[0]).toEqual(['api', 'milvus', 'postgres', 'temporal', 'worker']);
    // Nobody outlives what it needs: first the worker and the API go, then Temporal and Milvus, then Postgres.
    for (const alive of states) {
      if (alive.includes('worker')) expect(alive).toContain('api');
      if (alive.includes('api')) expect(alive).toEqual(expect.arrayContaining(['milvus', 'postgres', 'temporal']));
      if (alive.length > 0) expect(alive).toContain('postgres');
    }
    expect(states).toContainEqual(['milvus', 'postgres', 'temporal']);
  });

  it('stops what it started where it cannot leave a token', async () => {
    const home = join(parent, 'no-token');
    // What is written in part before it takes the place of the file cannot be written.
    await mkdir(join(home, 'access.json.part'), { recursive: true });
    const runFile = join(home, 'run.json');
    const up = run('up', home);
    const pids = await until('all parts', () => {
      const children = readRunFile(runFile)?.children ?? [];
      return children.length === 5 && children.map(({ pid }) => pid);
    });
    expect(await up.ended, up.output()).toBe(1);
    expect(up.output()).toContain('EISDIR');
    for (const pid of pids) expect(identifyProcess(pid)).toBeNull();
    expect(existsSync(runFile)).toBe(false);
  });

  it('names a port that is taken, and the next try works', async () => {
    const home = join(parent, 'port');
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    const { port } = squatter.address() as { port: number };
    const refused = run('up', home, { VOXSEEK_API_PORT: String(port) });
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toContain(`PORT_TAKEN: Port ${port} on 127.0.0.1 is in use`);
    await new Promise((resolve) => squatter.close(resolve));
    const up = run('up', home, { VOXSEEK_API_PORT: String(port) });
    expect(await apiUrl(up)).toBe(`http://127.0.0.1:${port}`);
  });

  it('names a missing Python', async () => {
    const path = join(parent, 'path-without-python');
    await mkdir(path);
    for (const program of ['id', 'setpriv', 'test']) {
      const { stdout } = await runCommand('which', [program]);
      if (stdout.trim() !== '') await symlink(stdout.trim(), join(path, program));
    }
    const home = join(parent, 'no-python');
    const refused = run('up', home, { PATH: path, VOXSEEK_TOOLS_DIR: join(home, 'tools') });
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toContain('PYTHON_MISSING: Python ≥ 3.10 with venv and pip is needed');
    const doctor = run('doctor', home, { PATH: path, VOXSEEK_TOOLS_DIR: join(home, 'tools') });
    expect(await doctor.ended).toBe(1);
    expect(doctor.output()).toMatch(/✗ python[\s\S]*mend it with: /u);
    expect(doctor.output()).toMatch(/✗ milvus\s+not installed yet/u);
  });

  it('names a disk that is full, and the next try works', async () => {
    const home = join(parent, 'small-disk');
    await mkdir(home);
    const mount = (options: string): Promise<{ status: number }> => runCommand('mount', ['-t', 'tmpfs', '-o', `${options},mode=0711`, 'tmpfs', home]);
    if ((await mount('size=20m')).status !== 0) return console.log('Skipped: a small file system can be mounted by root only.');
    try {
      const refused = run('up', home);
      expect(await refused.ended).toBe(1);
      expect(refused.output()).toContain('DISK_FULL: 200 MB are needed');
      const filler = join(home, 'filler');
      expect(() => writeFileSync(filler, Buffer.alloc(2 ** 25))).toThrow('ENOSPC');
      const full = run('up', home);
      expect(await full.ended).toBe(1);
      expect(full.output()).toContain(`DISK_FULL: No space is left for ${home}.`);
      rmSync(filler);
      expect((await mount('remount,size=1g')).status).toBe(0);
      const up = run('up', home);
      await apiUrl(up);
      up.child.kill('SIGTERM');
      expect(await up.ended).toBe(0);
    } finally {
      await runCommand('umount', [home]);
    }
  });

  it('prints a wrong configuration as one line with its variable, without a stack trace', async () => {
    const refused = run('up', join(parent, 'wrong'), { VOXSEEK_API_PORT: 'http' });
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toMatch(/^CONFIGURATION_INVALID: VOXSEEK_API_PORT must be a port/u);
    expect(refused.output()).not.toContain('    at ');
  });
});

describe('voxseek demo', () => {
  it('ends in a word on Ctrl-C, with nothing left running', async () => {
    const home = join(parent, 'demo');
    const demo = run('demo', home);
    await until('the first import', () => {
      if (demo.child.exitCode !== null) throw new Error(demo.output());
      return demo.output().includes('Importing real scans');
    });
    const pids = readRunFile(join(home, 'run.json'))!.children.map(({ pid }) => pid);
    expect(pids).toHaveLength(5);
    demo.child.kill('SIGINT');
    expect(await demo.ended).toBe(130);
    expect(demo.output()).toMatch(/Stopped\.\n$/u);
    expect(demo.output()).not.toContain('INTERNAL');
    for (const pid of pids) expect(identifyProcess(pid)).toBeNull();
  });
});

describe('voxseek doctor', () => {
  it('names a bucket that does not answer, and what to do', async () => {
    const doctor = run('doctor', join(parent, 'no-bucket'), { VOXSEEK_OBJECTS_URL: 's3://none?endpoint=http://127.0.0.1:9', VOXSEEK_OBJECTS_ACCESS_KEY: 'key', VOXSEEK_OBJECTS_SECRET_KEY: 'hidden' });
    expect(await doctor.ended).toBe(1);
    expect(doctor.output()).toMatch(/✗ objects\s+s3:\/\/none \(given\): The object store does not answer\.\n\s+mend it with: start the store/u);
    expect(doctor.output()).toMatch(/✓ api\s+\d+\.\d+\.\d+\s+not running/u);
    expect(doctor.output()).toMatch(/✓ worker\s+\d+\.\d+\.\d+\s+not running/u);
    expect(doctor.output()).not.toContain('hidden');
  });
});

describe('voxseek api', () => {
  it('asks for the addresses that it needs', async () => {
    const refused = run('api', join(parent, 'alone'));
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toContain('CONFIGURATION_INVALID: VOXSEEK_DATABASE_URL is not set');
  });
});

describe('voxseek --help', () => {
  it('lists the commands', async () => {
    const help = await new Promise<string>((resolve) => execFile(process.execPath, [voxseek, '--help'], (_error, stdout) => resolve(stdout)));
    for (const command of ['up', 'api', 'worker', 'demo', 'import', 'search', 'bench', 'schema', 'doctor']) expect(help).toMatch(new RegExp(`^  ${command} `, 'mu'));
  });
});
