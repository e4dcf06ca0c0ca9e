import { join } from 'node:path';
import type { ServerContext } from './server-context.js';
import { freePort, onFreePort } from './ports.js';
import { probeTemporal } from './probes.js';
import { startSupervised } from './supervised-process.js';
import type { SupervisedProcess } from './supervised-process.js';
import { ensureTemporal } from './temporal-binary.js';

/** Bulk work is shared fairly between teams: activities carry the team as their fairness key. */
const DYNAMIC_CONFIG = ['matching.useNewMatcher=true', 'matching.enableFairness=true'];

export interface TemporalServer {
  readonly process: SupervisedProcess;
  readonly address: string;
}

export async function startTemporal(context: ServerContext, namespace: string): Promise<TemporalServer> {
  const { toolsDirectory, python, report, signal } = context;
  const binary = await ensureTemporal({ toolsDirectory, python, signal, onInstall: (message) => report('temporal', 'installing', message) });
  report('temporal', 'starting', `server ${binary.serverVersion}`);
  return onFreePort((port) => startOn(context, namespace, binary.path, port));
}

async function startOn(context: ServerContext, namespace: string, binary: string, port: number): Promise<TemporalServer> {
  const { layout } = context;
  const [httpPort, metricsPort] = [await freePort(), await freePort()];
  const address = `127.0.0.1:${port}`;
  const process = await startSupervised(
    {
      name: 'temporal',
      command: {
        file: binary,
        arguments: [
          ...['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--log-level', 'warn'],
          ...['--port', String(port), '--http-port', String(httpPort), '--metrics-port', String(metricsPort)],
          ...['--db-filename', join(layout.temporal, 'temporal.db'), '--namespace', namespace],
          ...DYNAMIC_CONFIG.flatMap((value) => ['--dynamic-config-value', value]),
        ],
      },
      logFile: join(layout.logs, 'temporal.log'),
      stopSignal: 'SIGTERM',
      stopTimeoutMs: 10_000,
      readyTimeoutMs: 30_000,
      ready: { kind: 'probe', probe: () => probeTemporal(address, namespace, 1_000) },
    },
    context,
  );
  return { process, address };
}
