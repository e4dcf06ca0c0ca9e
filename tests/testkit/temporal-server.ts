import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { findTemporal } from '../../src/local/temporal-binary.js';
import { freePort } from '../../src/local/ports.js';
import { probeTemporal } from '../../src/local/probes.js';

export interface OwnTemporal {
  readonly address: string;
  stop(): Promise<void>;
}

/** A Temporal server of a test's own, in memory, with dynamic settings that the shared one cannot have. */
export async function startOwnTemporal(settings: readonly string[]): Promise<OwnTemporal> {
  const binary = await findTemporal(join(import.meta.dirname, '..', '..', '.voxseek', 'tools'));
  if (binary === null) throw new Error('The shared stack has fetched no Temporal server.');
  const [port, httpPort, metricsPort] = [await freePort(), await freePort(), await freePort()];
  const ports = ['--port', String(port), '--http-port', String(httpPort), '--metrics-port', String(metricsPort)];
  const server = spawn(binary.path, ['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--log-level', 'never', ...ports, ...settings.flatMap((setting) => ['--dynamic-config-value', setting])], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => server.once('exit', () => { resolve(); }));
  const stop = (): Promise<void> => (server.kill('SIGTERM'), ended);
  const address = `127.0.0.1:${port}`;
  for (const end = Date.now() + 30_000; ; ) {
    try {
      await probeTemporal(address, 'default', 1_000);
      return { address, stop };
    } catch (error) {
      if (Date.now() > end) throw (await stop(), error);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
