import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../../src/local/ports.js';
import { repository } from './running-voxseek.js';

const PROGRAM = '/usr/sbin/Orthanc';
const PLUGIN = '/usr/share/orthanc/plugins/libOrthancDicomWeb.so';
const INSTALL_MS = 150_000;
const READY_MS = 30_000;
const CREDENTIALS = { username: 'reader', password: 'orthanc-of-the-tests' };

/** A real archive that speaks DICOMweb, with storage of its own, on loopback. */
export interface Orthanc {
  /** Below which `/studies` lies. */
  readonly url: string;
  readonly credentials: { readonly username: string; readonly password: string };
  store(files: readonly string[]): Promise<void>;
  log(): Promise<string>;
  stop(): Promise<void>;
}

const isThere = (): boolean => existsSync(PROGRAM) && existsSync(PLUGIN);
const apt = (...args: readonly string[]): Promise<unknown> =>
  promisify(execFile)('apt-get', ['-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=2', ...args], { timeout: INSTALL_MS, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });

async function install(): Promise<string | null> {
  if (isThere()) return null;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return 'Orthanc is not installed (Debian: apt-get install orthanc orthanc-dicomweb)';
  const packages = ['install', '-y', '--no-install-recommends', 'orthanc', 'orthanc-dicomweb'] as const;
  try {
    await apt(...packages).catch(async () => {
      await apt('update');
      await apt(...packages);
    });
  } catch {
    return 'Orthanc cannot be installed here';
  }
  return isThere() ? null : 'Orthanc was installed without its DICOMweb plugin';
}

/** Why Orthanc cannot run here, printed; null where it can. Debian's package is installed where that is allowed; the package manager's own lock lets one test process at a time. */
export async function orthancIsMissing(): Promise<string | null> {
  const reason = await install();
  if (reason !== null) console.warn(`skipped: ${reason}`);
  return reason;
}

export async function startOrthanc(): Promise<Orthanc> {
  mkdirSync(join(repository, '.voxseek', 'tmp'), { recursive: true });
  const data = await mkdtemp(join(repository, '.voxseek', 'tmp', 'orthanc-'));
  const port = await freePort();
  const root = `http://127.0.0.1:${port}`;
  await writeFile(
    join(data, 'orthanc.json'),
    JSON.stringify({
      StorageDirectory: join(data, 'storage'),
      IndexDirectory: join(data, 'storage'),
      HttpPort: port,
      DicomServerEnabled: false,
      RemoteAccessAllowed: false,
      AuthenticationEnabled: true,
      RegisteredUsers: { [CREDENTIALS.username]: CREDENTIALS.password },
      Plugins: [PLUGIN],
      DicomWeb: { Enable: true, Root: '/dicom-web/' },
    }),
  );
  const logFile = join(data, 'orthanc.log');
  const log = openSync(logFile, 'a');
  const child = spawn(PROGRAM, [join(data, 'orthanc.json')], { stdio: ['ignore', log, log], cwd: data });
  closeSync(log);
  const ended = once(child, 'exit');
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const authorization = `Basic ${Buffer.from(`${CREDENTIALS.username}:${CREDENTIALS.password}`).toString('base64')}`;
  const orthanc: Orthanc = {
    url: `${root}/dicom-web`,
    credentials: CREDENTIALS,
    async store(files) {
      for (const file of files) {
        const answer = await fetch(`${root}/instances`, { method: 'POST', headers: { authorization }, body: await readFile(file) });
        if (!answer.ok) throw new Error(`Orthanc refused ${file}: ${answer.status} ${await answer.text()}`);
      }
    },
    log: () => readFile(logFile, 'utf8'),
    async stop() {
      process.off('exit', kill);
      kill();
      await ended;
      await rm(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
  for (const deadline = Date.now() + READY_MS; ; await sleep(100)) {
    const answers = await fetch(`${root}/system`, { headers: { authorization } }).then(({ ok }) => ok).catch(() => false);
    if (answers) return orthanc;
    if (child.exitCode !== null || Date.now() > deadline) {
      const text = await orthanc.log();
      await orthanc.stop();
      throw new Error(`Orthanc did not start: ${text.slice(-2_000)}`);
    }
  }
}
