import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { chmod, mkdtemp, mkdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { DataType, MilvusClient } from '@zilliz/milvus2-sdk-node';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { startLocalStack } from '../../../src/local/local-stack.js';
import type { LocalStack, LocalStackOptions, StackAddresses } from '../../../src/local/local-stack.js';
import { identifyProcess } from '../../../src/local/process-identity.js';
import { probeMilvus, probePostgres, probeTemporal } from '../../../src/local/probes.js';
import { readRunFile } from '../../../src/local/run-file.js';

const root = join(import.meta.dirname, '..', '..', '..');
const toolsDirectory = join(root, '.voxseek', 'tools');
const silent = (): void => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };

let parent: string;
const running: LocalStack[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  await mkdir(join(root, '.voxseek'), { recursive: true });
  parent = await mkdtemp(join(root, '.voxseek', 'stack-test-'));
  // Where the tests run as root, Postgres runs as a user of its own, who must get through.
  await chmod(parent, 0o711);
});
afterEach(async () => {
  for (const stack of running.splice(0)) await stack.stop();
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rm(parent, { recursive: true, force: true }));

const start = async (name: string, options: Partial<LocalStackOptions> = {}): Promise<LocalStack> => {
  const stack = await startLocalStack({ home: join(parent, name), toolsDirectory, log, ...options });
  running.push(stack);
  return stack;
};

/** Parts of the run's shared stack, so that a test starts only the part it is about. */
const others = (): { temporalAddress: string; milvusAddress: string } => {
  const { temporalAddress, milvusAddress } = inject('stack');
  return { temporalAddress, milvusAddress };
};

const eventually = async (check: () => Promise<unknown> | boolean, seconds = 20): Promise<void> => {
  for (const deadline = Date.now() + seconds * 1000; ; await sleep(50)) {
    try {
      if ((await check()) !== false) return;
      if (Date.now() > deadline) throw new Error(`not so within ${seconds} s`);
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
};

const rowsOf = async (url: string, statement: string): Promise<readonly unknown[]> => {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await sql.end();
  }
};

describe('startLocalStack', () => {
  it('is ready within 20 s once everything is installed, on loopback, and leaves nothing behind', async () => {
    const startedAt = performance.now();
    const steps: string[] = [];
    const stack = await start('whole', { onProgress: (part, stage) => steps.push(`${part} ${stage}`) });
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    expect(steps).toEqual(expect.arrayContaining(['postgres initialising', 'postgres ready', 'temporal starting', 'temporal ready', 'milvus ready']));
    expect(stack.states()).toEqual({ postgres: 'up', temporal: 'up', milvus: 'up' });
    const { addresses } = stack;
    expect(new URL(addresses.databaseUrl).hostname).toBe('127.0.0.1');
    expect(addresses.temporalAddress).toMatch(/^127\.0\.0\.1:\d+$/u);
    expect(addresses.milvusAddress).toMatch(/^127\.0\.0\.1:\d+$/u);
    expect(addresses.objectsUrl).toBe(`file://${join(stack.home, 'objects')}`);
    expect(addresses.pseudonymKey).toMatch(/^[0-9a-f]{64}$/u);
    for (const file of ['run.json', 'secrets.json', 'lock']) expect(statSync(join(stack.home, file)).mode & 0o777, file).toBe(0o600);
    const pids = (['postgres', 'temporal', 'milvus'] as const).map((part) => stack.pid(part));
    expect(readRunFile(join(stack.home, 'run.json'))?.children.map(({ pid }) => pid).sort()).toEqual([...pids].sort());

    await stack.stop();
    for (const pid of pids) expect(identifyProcess(pid!)).toBeNull();
    expect(existsSync(join(stack.home, 'run.json'))).toBe(false);
    expect(existsSync(join(stack.home, 'lock'))).toBe(false);
  });

  it("gives the application's role a database, and no way past row-level security", async () => {
    const stack = await start('roles', { given: others() });
    const rows = await rowsOf(stack.addresses.databaseUrl, 'select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user');
    expect(rows).toEqual([{ rolname: 'voxseek_app', rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false }]);
    expect(await rowsOf(stack.addresses.databaseUrl, "select datcollate, datlocprovider::text, pg_encoding_to_char(encoding) as encoding from pg_database where datname = 'voxseek'")).toEqual([
      { datcollate: 'C', datlocprovider: 'b', encoding: 'UTF8' },
    ]);
  });

  it('uses whatever it is given and starts nothing for it', async () => {
    const { postgresAdminUrl } = inject('stack');
    const given = { ...others(), databaseUrl: postgresAdminUrl, databaseOwnerUrl: postgresAdminUrl, objectsUrl: 's3://bucket' };
    const stack = await start('given', { given });
    expect(stack.states()).toEqual({});
    expect(stack.addresses).toMatchObject(given);
  });

  it('refuses a second start on the same home, naming the pid that holds it', async () => {
    await start('held', { given: others() });
    await expect(start('held', { given: others() })).rejects.toMatchObject({ code: 'HOME_IN_USE', details: { pid: process.pid }, message: expect.stringContaining(String(process.pid)) });
  });

  it('starts a part that dies again, at the same address and with its data', async () => {
    const stack = await start('killed');
    const { addresses } = stack;
    await rowsOf(addresses.databaseOwnerUrl, 'create table kept as select 42 as answer');
    for (const part of ['postgres', 'temporal', 'milvus'] as const) {
      const pid = stack.pid(part)!;
      process.kill(pid, 'SIGKILL');
      await eventually(() => stack.pid(part) !== null && stack.pid(part) !== pid && stack.states()[part] === 'up');
    }
    expect(await rowsOf(addresses.databaseOwnerUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
    await probeTemporal(addresses.temporalAddress, 'default');
    await probeMilvus(addresses.milvusAddress);
    expect(stack.states()).toEqual({ postgres: 'up', temporal: 'up', milvus: 'up' });
    expect(readRunFile(join(stack.home, 'run.json'))?.children).toHaveLength(3);
  });

  it('supervises a program of the product and stops it first', async () => {
    const stack = await start('program', { given: others() });
    const script = join(parent, 'program.mjs');
    const journal = join(parent, 'journal');
    writeFileSync(
      script,
      `import { appendFileSync } from 'node:fs';
       process.send({ ready: true, url: 'http://127.0.0.1:1' });
       process.on('SIGTERM', () => { appendFileSync(${JSON.stringify(journal)}, 'asked to stop'); process.exit(0); });
       setInterval(() => {}, 1000);`,
    );
    const program = await stack.startProgram({ name: 'worker', command: { file: process.execPath, arguments: [script] }, readyTimeoutMs: 20_000, stopTimeoutMs: 5_000 });
    expect(program.readyMessage()).toMatchObject({ url: 'http://127.0.0.1:1' });
    const pid = program.pid()!;
    process.kill(pid, 'SIGKILL');
    await eventually(() => program.pid() !== null && program.pid() !== pid && program.state() === 'up');
    await stack.stop();
    expect(await readFile(journal, 'utf8')).toBe('asked to stop');
  });

  it('ends a start that is called off, and the next one works', async () => {
    const controller = new AbortController();
    const early = start('called-off', { given: others(), signal: controller.signal, onProgress: (_part, stage) => stage === 'starting' && controller.abort() });
    await expect(early).rejects.toThrow();
    expect(existsSync(join(parent, 'called-off', 'lock'))).toBe(false);
    await start('called-off', { given: others() });
  });

  it('names a part that does not start, with its log', async () => {
    const stack = await start('broken', { given: others() });
    await stack.stop();
    writeFileSync(join(stack.home, 'postgres', 'data', 'postgresql.conf'), 'no_such_setting = 1\n');
    await expect(start('broken', { given: others() })).rejects.toMatchObject({
      code: 'PART_FAILED_TO_START',
      path: 'postgres',
      details: { log: join(stack.home, 'logs', 'postgres.log') },
    });
  });
});

describe('after SIGKILL of the supervisor', () => {
  const launch = async (home: string): Promise<{ child: ChildProcess; addresses: StackAddresses; pids: number[] }> => {
    const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'stack-fixture.ts'), home, toolsDirectory], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    for await (const line of createInterface({ input: child.stdout })) return { child, ...(JSON.parse(line) as { addresses: StackAddresses; pids: number[] }) };
    throw new Error('The stack did not start.');
  };

  it('the next start ends the orphans and finds everything that was acknowledged', async () => {
    const home = join(parent, 'orphans');
    const { child, addresses, pids } = await launch(home);

    await rowsOf(addresses.databaseOwnerUrl, 'create table kept as select g as n from generate_series(1, 1000) g');
    const milvus = new MilvusClient({ address: addresses.milvusAddress, logLevel: 'error' });
    await milvus.createCollection({
      collection_name: 'kept',
      fields: [
        { name: 'id', data_type: DataType.VarChar, is_primary_key: true, max_length: 16 },
        { name: 'v', data_type: DataType.FloatVector, dim: 2 },
      ],
      index_params: [{ field_name: 'v', index_type: 'FLAT', metric_type: 'COSINE' }],
    });
    await milvus.upsert({ collection_name: 'kept', data: [{ id: 'a', v: [1, 0] }, { id: 'b', v: [0, 1] }] });
    await milvus.closeConnection();
    const connection = await Connection.connect({ address: addresses.temporalAddress });
    await new Client({ connection }).workflow.start('waits', { workflowId: 'kept', taskQueue: 'nobody', args: [] });
    await connection.close();

    child.kill('SIGKILL');
    await eventually(() => identifyProcess(child.pid!) === null);
    expect(pids.map((pid) => identifyProcess(pid)?.pid)).toEqual(pids);

    const stack = await start('orphans');
    for (const pid of pids) expect(identifyProcess(pid)).toBeNull();
    expect(stack.addresses.pseudonymKey).toBe(addresses.pseudonymKey);
    expect(await rowsOf(stack.addresses.databaseOwnerUrl, 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }]);
    const again = new MilvusClient({ address: stack.addresses.milvusAddress, logLevel: 'error' });
    await again.loadCollectionSync({ collection_name: 'kept' });
    const found = await again.search({ collection_name: 'kept', data: [[1, 0]], limit: 2, output_fields: ['id'] });
    expect(found.results.map(({ id }) => id)).toEqual(['a', 'b']);
    await again.closeConnection();
    const second = await Connection.connect({ address: stack.addresses.temporalAddress });
    expect((await new Client({ connection: second }).workflow.getHandle('kept').describe()).status.name).toBe('RUNNING');
    await second.close();
  });

  it('a process that merely inherited a recorded pid is left alone', async () => {
    const bystander = spawn('sleep', ['60']);
    children.push(bystander);
    const home = join(parent, 'inherited');
    await mkdir(home, { recursive: true });
    const gone = { pid: bystander.pid!, startedAt: 'another-boot:1' };
    writeFileSync(join(home, 'lock'), JSON.stringify(gone));
    writeFileSync(join(home, 'run.json'), JSON.stringify({ supervisor: gone, children: [{ name: 'milvus', stopSignal: 'SIGINT', ...gone }], addresses: {} }));
    await start('inherited', { given: others() });
    expect(identifyProcess(bystander.pid!)).not.toBeNull();
  });
});

describe('probes', () => {
  it('name a part that refuses connections, hangs, or is something else, in little time', async () => {
    const silentServer = createServer(silent);
    await new Promise<void>((resolve) => silentServer.listen(0, '127.0.0.1', resolve));
    const address = silentServer.address() as { port: number };
    const hanging = `127.0.0.1:${address.port}`;
    const began = performance.now();
    for (const target of ['127.0.0.1:1', hanging]) {
      await expect(probePostgres(`postgres://u:p@${target}/d`, 500)).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', path: 'postgres' });
      await expect(probeTemporal(target, 'default', 500)).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', path: 'temporal' });
      await expect(probeMilvus(target, 500)).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', path: 'milvus' });
    }
    await expect(probeMilvus(inject('stack').temporalAddress, 500)).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
    await expect(probeTemporal(inject('stack').temporalAddress, 'no-such-namespace', 500)).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
    expect(performance.now() - began).toBeLessThan(10_000);
    silentServer.closeAllConnections();
    silentServer.close();
  });
});
