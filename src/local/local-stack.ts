import { pathToFileURL } from 'node:url';
import { join, resolve } from 'node:path';
import type { Log } from '../services/ports/log.js';
import { requireFreeSpace } from './disk-space.js';
import { endOrphans } from './end-orphans.js';
import { homeLayout, makeHome } from './home.js';
import { lockHome } from './home-lock.js';
import { startMilvus } from './milvus-server.js';
import { assertPlatformSupported } from './platform.js';
import { startPostgres } from './postgres-server.js';
import { findPython } from './python.js';
import type { Python } from './python.js';
import { createRunRecord } from './run-file.js';
import { readOrMakeSecrets } from './secrets.js';
import type { ReportProgress, ServerContext, StackPart } from './server-context.js';
import { asDiskFull } from './start-failure.js';
import { startSupervised } from './supervised-process.js';
import type { ProcessCommand, ProcessState, SupervisedProcess } from './supervised-process.js';
import { startTemporal } from './temporal-server.js';

/** Parts that run elsewhere: each one given is used instead of being started. */
export interface GivenParts {
  readonly databaseUrl?: string | undefined;
  readonly databaseOwnerUrl?: string | undefined;
  readonly temporalAddress?: string | undefined;
  readonly milvusAddress?: string | undefined;
  readonly objectsUrl?: string | undefined;
  readonly pseudonymKey?: string | undefined;
}

export interface LocalStackOptions {
  /** The directory of all state; made where it does not exist. */
  readonly home: string;
  /** Where downloaded servers lie; may be shared between homes. `<home>/tools` where left out. */
  readonly toolsDirectory?: string | undefined;
  /** The Python to make environments with; the first on PATH where left out. */
  readonly python?: string | undefined;
  readonly temporalNamespace?: string | undefined;
  readonly given?: GivenParts;
  readonly log: Log;
  /** Told of each step of each part; parts start at the same time. */
  readonly onProgress?: ReportProgress;
  /** Ends the start early; whatever had begun is stopped, and the promise rejects. */
  readonly signal?: AbortSignal;
  /** Called once the home is this process's and free of orphans, before anything is started; its failure ends the start. */
  readonly preflight?: () => Promise<void>;
}

/** Where every part of the stack answers. */
export interface StackAddresses {
  readonly databaseUrl: string;
  readonly databaseOwnerUrl: string;
  /** `host:port` */
  readonly temporalAddress: string;
  readonly temporalNamespace: string;
  /** `host:port` */
  readonly milvusAddress: string;
  /** `file:///…` or `s3://…` */
  readonly objectsUrl: string;
  readonly pseudonymKey: string;
}

export interface ProgramRequest {
  readonly name: 'api' | 'worker';
  readonly command: ProcessCommand;
  readonly readyTimeoutMs: number;
  /** How long it may take to end after SIGTERM, in ms. */
  readonly stopTimeoutMs: number;
}

export interface LocalStack {
  readonly home: string;
  readonly addresses: StackAddresses;
  /**
   * Starts a program of the product as a supervised child and resolves once it has sent `{ ready: true, … }` over its channel
   * (`reportReady` in src/cli). It is started again whenever it ends.
   */
  startProgram(request: ProgramRequest): Promise<SupervisedProcess>;
  /** The state of everything this stack started. */
  states(): Readonly<Partial<Record<StackPart, ProcessState>>>;
  /** The pid of a part, null while it is down or where it was given. */
  pid(part: StackPart): number | null;
  /** Stops everything in the reverse of the order of need: programs, Temporal and Milvus, Postgres. Can be called twice. */
  stop(): Promise<void>;
}

const DEFAULT_NAMESPACE = 'default';
/** Below this, servers would start and fail in the middle of their first writes. */
const MINIMUM_FREE_BYTES = 200_000_000;

/**
 * Starts Postgres, Temporal and Milvus Lite on free loopback ports, or uses those given, and keeps them running until `stop`.
 * All state is below `home`. After this process was killed, the next start ends what it left behind and finds every
 * acknowledged write.
 *
 * @throws VoxseekError HOME_IN_USE, PYTHON_MISSING, DOWNLOAD_FAILED, DISK_FULL, PORT_TAKEN, PLATFORM_UNSUPPORTED,
 *   PART_FAILED_TO_START; nothing is left running then, and the next call starts anew.
 */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const layout = homeLayout(resolve(options.home));
  const report: ReportProgress = options.onProgress ?? (() => undefined);
  const given = options.given ?? {};
  const namespace = options.temporalNamespace ?? DEFAULT_NAMESPACE;
  await makeHome(layout).catch((error: unknown) => {
    throw asDiskFull(error, layout.home);
  });
  const starting = new AbortController();
  const lock = lockHome(layout.home, layout.lock);
  const processes = new Map<StackPart, SupervisedProcess>();
  const programs: SupervisedProcess[] = [];

  const stopAll = async (): Promise<void> => {
    for (const program of programs.splice(0).reverse()) await program.stop();
    await Promise.all([processes.get('temporal')?.stop(), processes.get('milvus')?.stop()]);
    await processes.get('postgres')?.stop();
  };

  try {
    const missing = missingVariables(given);
    if (missing.length > 0) assertPlatformSupported(missing);
    await requireFreeSpace(layout.home, MINIMUM_FREE_BYTES);
    const ended = await endOrphans(layout.runFile);
    if (ended.length > 0) options.log.warn({ parts: ended }, 'ended what an earlier run had left behind');
    await options.preflight?.();
    const record = createRunRecord(layout.runFile, lock.holder);
    const secrets = await readOrMakeSecrets(layout.secrets);
    let python: Promise<Python> | undefined;
    const context: ServerContext = {
      layout,
      toolsDirectory: resolve(options.toolsDirectory ?? join(layout.home, 'tools')),
      python: () => (python ??= findPython(options.python)),
      record,
      log: options.log,
      report,
      signal: options.signal === undefined ? starting.signal : AbortSignal.any([options.signal, starting.signal]),
    };
    const part = async <Server extends { readonly process: SupervisedProcess }>(name: StackPart, start: () => Promise<Server>): Promise<Server> => {
      const server = await start();
      processes.set(name, server.process);
      report(name, 'ready', 'ready');
      return server;
    };
    const use = <Address>(name: StackPart, address: Address): Address => {
      report(name, 'given', 'using the one given');
      return address;
    };
    const [database, temporalAddress, milvusAddress] = await allOrNone([
      given.databaseUrl === undefined || given.databaseOwnerUrl === undefined
        ? part('postgres', () => startPostgres(context, secrets))
        : Promise.resolve(use('postgres', { databaseUrl: given.databaseUrl, databaseOwnerUrl: given.databaseOwnerUrl })),
      given.temporalAddress === undefined
        ? part('temporal', () => startTemporal(context, namespace)).then(({ address }) => address)
        : Promise.resolve(use('temporal', given.temporalAddress)),
      given.milvusAddress === undefined ? part('milvus', () => startMilvus(context)).then(({ address }) => address) : Promise.resolve(use('milvus', given.milvusAddress)),
    ], () => starting.abort());
    const addresses: StackAddresses = {
      databaseUrl: database.databaseUrl,
      databaseOwnerUrl: database.databaseOwnerUrl,
      temporalAddress,
      temporalNamespace: namespace,
      milvusAddress,
      objectsUrl: given.objectsUrl ?? pathToFileURL(layout.objects).href,
      pseudonymKey: given.pseudonymKey ?? secrets.pseudonymKey,
    };
    record.setAddresses({ ...addresses, pseudonymKey: `in ${layout.secrets}` });

    let stopped: Promise<void> | undefined;
    return {
      home: layout.home,
      addresses,
      startProgram: async (request) => {
        report(request.name, 'starting', request.name);
        const process = await startSupervised(
          {
            ...request,
            logFile: join(layout.logs, `${request.name}.log`),
            stopSignal: 'SIGTERM',
            ready: { kind: 'message' },
          },
          context,
        );
        programs.push(process);
        processes.set(request.name, process);
        const { url } = process.readyMessage();
        if (typeof url === 'string') record.setAddresses({ [request.name]: url });
        report(request.name, 'ready', 'ready');
        return process;
      },
      states: () => Object.fromEntries([...processes].map(([name, process]) => [name, process.state()])),
      pid: (name) => processes.get(name)?.pid() ?? null,
      stop: () =>
        (stopped ??= stopAll().finally(() => {
          record.remove();
          lock.release();
        })),
    };
  } catch (error) {
    await stopAll();
    lock.release();
    throw asDiskFull(error, layout.home);
  }
}

/** The variables of the servers that are to be started here. */
function missingVariables(given: GivenParts): string[] {
  return [
    ...(given.databaseUrl === undefined || given.databaseOwnerUrl === undefined ? ['VOXSEEK_DATABASE_URL', 'VOXSEEK_DATABASE_OWNER_URL'] : []),
    ...(given.temporalAddress === undefined ? ['VOXSEEK_TEMPORAL_ADDRESS'] : []),
    ...(given.milvusAddress === undefined ? ['VOXSEEK_MILVUS_ADDRESS'] : []),
  ];
}

/** Like Promise.all, but on a failure calls off the others and waits for them, so that whatever did start can be stopped. */
async function allOrNone<T extends readonly unknown[]>(promises: { readonly [K in keyof T]: Promise<T[K]> }, callOff: () => void): Promise<T> {
  const failures: unknown[] = [];
  const results = await Promise.allSettled(
    promises.map((promise) =>
      promise.catch((error: unknown) => {
        failures.push(error);
        callOff();
        throw error;
      }),
    ),
  );
  if (failures.length > 0) throw failures[0];
  return results.map((result) => (result as PromiseFulfilledResult<unknown>).value) as unknown as T;
}
