import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGraphQLClient } from '../../src/cli/client/graphql-client.js';
import type { GraphQLClient } from '../../src/cli/client/graphql-client.js';
import { readAccess } from '../../src/cli/local-access.js';
import type { Access } from '../../src/cli/local-access.js';
import { homeLayout } from '../../src/local/home.js';
import { readRunFile } from '../../src/local/run-file.js';

export const repository = join(import.meta.dirname, '..', '..');
const toolsDirectory = join(repository, '.voxseek', 'tools');

export type Part = 'postgres' | 'temporal' | 'milvus' | 'api' | 'worker';

/** The whole product as a user runs it: `voxseek up` in a process of its own, in a home of its own. */
export interface RunningVoxseek extends Access {
  readonly home: string;
  readonly client: GraphQLClient;
  pid(part: Part): number;
  /** SIGKILL; resolves when the supervisor has started the part again under another pid. */
  kill(part: Part): Promise<void>;
  output(): string;
  stop(): Promise<void>;
}

export async function until<Value>(what: string, look: () => Promise<Value | null | undefined | false> | Value | null | undefined | false, seconds = 60): Promise<Value> {
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await sleep(50)) {
    const value = await look();
    if (value !== null && value !== undefined && value !== false) return value;
  }
  throw new Error(`Not within ${seconds} s: ${what}`);
}

/** A fresh home below `.voxseek/` that servers of another user can reach too; remove it after the test. */
export async function makeTestHome(): Promise<string> {
  await mkdir(join(repository, '.voxseek'), { recursive: true });
  const home = await mkdtemp(join(repository, '.voxseek', 'e2e-'));
  await chmod(home, 0o711);
  return home;
}

/** Runs a command of `voxseek` in this home; the variables of the home are set. */
export function spawnVoxseek(home: string, parameters: readonly string[], variables: NodeJS.ProcessEnv = {}): { readonly child: ChildProcess; output(): string; readonly ended: Promise<number | null> } {
  const child = spawn(process.execPath, [join(repository, 'bin', 'voxseek.js'), ...parameters], {
    cwd: repository,
    env: { ...process.env, VOXSEEK_HOME: home, VOXSEEK_TOOLS_DIR: toolsDirectory, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output, ended: new Promise((resolve) => child.once('exit', resolve)) };
}

export async function startVoxseek({ home: given, variables = {} }: { readonly home?: string; readonly variables?: NodeJS.ProcessEnv } = {}): Promise<RunningVoxseek> {
  const home = given ?? (await makeTestHome());
  const up = spawnVoxseek(home, ['up'], { VOXSEEK_LOG_LEVEL: 'warn', ...variables });
  await until(
    'voxseek up',
    () => {
      if (up.child.exitCode !== null) throw new Error(up.output());
      return up.output().includes('A first query');
    },
    120,
  );
  const access = await readAccess(home);
  if (access === null) throw new Error('no access.json');
  const find = (part: Part): number | undefined => readRunFile(join(home, 'run.json'))?.children.find(({ name }) => name === part)?.pid;
  const pid = (part: Part): number => {
    const found = find(part);
    if (found === undefined) throw new Error(`${part} is not running`);
    return found;
  };
  return {
    ...access,
    home,
    client: createGraphQLClient(access),
    pid,
    async kill(part) {
      const before = pid(part);
      process.kill(before, 'SIGKILL');
      await until(`${part} to be started again`, () => {
        const now = find(part);
        return now !== undefined && now !== before;
      });
    },
    output: () => up.output(),
    async stop() {
      up.child.kill('SIGTERM');
      await up.ended;
      if (given === undefined) await rm(home, { recursive: true, force: true });
    },
  };
}

/** Of a server that it started, past the API. */
export function addressOf({ home }: Pick<RunningVoxseek, 'home'>, name: string): string {
  const address = readRunFile(homeLayout(home).runFile)?.addresses[name];
  if (address === undefined) throw new Error(`no ${name} in the run file`);
  return address;
}
