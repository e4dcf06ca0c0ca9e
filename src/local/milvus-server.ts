import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MILVUS_INSTALL_BYTES, MILVUS_PINS } from './pins.js';
import { onFreePort } from './ports.js';
import { probeMilvus } from './probes.js';
import { ensurePackages } from './python-packages.js';
import type { ServerContext } from './server-context.js';
import { startSupervised } from './supervised-process.js';
import type { SupervisedProcess } from './supervised-process.js';

export interface MilvusServer {
  readonly process: SupervisedProcess;
  readonly address: string;
}

export function milvusDirectory(toolsDirectory: string): string {
  return join(toolsDirectory, MILVUS_PINS[0].replace('==', '-'));
}

/** Starts Milvus Lite from its private environment; an environment whose modules do not load is made again once. */
export async function startMilvus(context: ServerContext): Promise<MilvusServer> {
  const { layout, toolsDirectory, python, report, signal } = context;
  const directory = milvusDirectory(toolsDirectory);
  const logFile = join(layout.logs, 'milvus.log');
  const ensure = (): Promise<void> =>
    ensurePackages({
      directory,
      pins: MILVUS_PINS,
      installBytes: MILVUS_INSTALL_BYTES,
      python,
      signal,
      onInstall: (message) => report('milvus', 'installing', message),
    });
  const start = async (port: number): Promise<MilvusServer> => {
    report('milvus', 'starting', MILVUS_PINS[0]);
    const address = `127.0.0.1:${port}`;
    const process = await startSupervised(
      {
        name: 'milvus',
        command: {
          file: join(directory, 'bin', 'python'),
          arguments: ['-I', '-m', 'milvus_lite', 'server', '--data-dir', layout.milvus, '--host', '127.0.0.1', '--port', String(port)],
        },
        logFile,
        stopSignal: 'SIGINT',
        stopTimeoutMs: 10_000,
        readyTimeoutMs: 60_000,
        ready: { kind: 'probe', probe: () => probeMilvus(address, 1_000) },
      },
      context,
    );
    return { process, address };
  };
  await ensure();
  try {
    return await onFreePort(start);
  } catch (error) {
    if (!(error instanceof Error) || !/ModuleNotFoundError|ImportError|No module named/u.test(error.message)) throw error;
    await rm(directory, { recursive: true, force: true });
    await ensure();
    return onFreePort(start);
  }
}
