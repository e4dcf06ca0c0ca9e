import { chmod, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TEMPORAL_PIN } from './pins.js';
import { runCommand } from './run-command.js';

/** In a process of its own: the SDK's runtime takes signals for itself and cannot be unloaded. */
const SCRIPT = `
  import { Runtime } from '@temporalio/worker';
  const [downloadDir, version] = process.argv.slice(1);
  const runtime = Runtime.instance();
  const exe = { type: 'cached-download', downloadDir, version, ttl: 86_400_000, sdkName: 'sdk-typescript', sdkVersion: version };
  const log = { format: 'pretty', level: 'error' };
  const server = await runtime.createEphemeralServer({
    type: 'dev-server', exe, namespace: 'default', ip: '127.0.0.1', port: null, uiPort: null, dbFilename: null, ui: false, log, extraArgs: [],
  });
  await runtime.shutdownEphemeralServer(server);
`;
const TIMEOUT_MS = 180_000;

/** Where the SDK's own download of the server lies, or null where there is none. */
export async function findSdkDownload(directory: string): Promise<string | null> {
  const names = await readdir(directory).catch(() => []);
  const name = names.find((candidate) => candidate.startsWith('temporal-') && !candidate.includes('downloading'));
  return name === undefined ? null : join(directory, name);
}

/** Lets the SDK fetch its server, as its tests do; null where that fails too. */
export async function downloadWithSdk(directory: string, signal: AbortSignal | undefined): Promise<string | null> {
  await mkdir(directory, { recursive: true });
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const { status } = await runCommand(process.execPath, ['--input-type=module', '--eval', SCRIPT, directory, `v${TEMPORAL_PIN.version}`], {
    timeoutMs: TIMEOUT_MS,
    directory: root,
    signal,
  });
  const path = status === 0 ? await findSdkDownload(directory) : null;
  if (path !== null) await chmod(path, 0o755);
  return path;
}
