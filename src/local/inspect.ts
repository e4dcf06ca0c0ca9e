import { access, constants, readdir, statfs } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ListeningWorker } from '../services/ports/worker-roster.js';
import { START, bad, fine, messageOf } from './finding.js';
import type { Finding } from './finding.js';
import { homeLayout } from './home.js';
import { inspectObjects } from './inspect-objects.js';
import { inspectPrograms } from './inspect-programs.js';
import { inspectQueues } from './inspect-queues.js';
import { milvusDirectory } from './milvus-server.js';
import { MILVUS_PINS } from './pins.js';
import { findPostgresBinaries } from './postgres-binaries.js';
import { probeMilvus, probePostgres, probeTemporal } from './probes.js';
import type { ProbeAnswer } from './probes.js';
import { isRunning } from './process-identity.js';
import { findPython } from './python.js';
import { hasPackages } from './python-packages.js';
import { readRunFile } from './run-file.js';
import type { GivenParts } from './local-stack.js';
import { findTemporal } from './temporal-binary.js';

export interface InspectionRequest {
  readonly home: string;
  readonly toolsDirectory: string;
  readonly python: string | undefined;
  readonly temporalNamespace: string;
  readonly modelsDirectory: string;
  readonly given: GivenParts;
  /** Asks a bucket, `s3://…`, for a listing; rejects where it cannot be had. */
  readonly probeBucket: (url: string) => Promise<void>;
  /** The workers that a Temporal server knows; rejects where it does not say. */
  readonly workersAt: (temporalAddress: string) => Promise<readonly ListeningWorker[]>;
}

const MINIMUM_NODE = [20, 19] as const;
const WANTED_FREE_BYTES = 2_000_000_000;

/** Looks at every part without starting or changing any; never fails. */
export async function inspectParts(request: InspectionRequest): Promise<Finding[]> {
  const run = readRunFile(homeLayout(request.home).runFile);
  const running = run !== null && isRunning(run.supervisor) ? run : null;
  const { given } = request;
  const address = (name: keyof GivenParts): string | undefined => given[name] ?? running?.addresses[name];
  const source = (name: keyof GivenParts): string => (given[name] === undefined ? `running, of pid ${running?.supervisor.pid ?? 0}` : 'given');
  const [database, temporal, milvus] = [address('databaseUrl'), address('temporalAddress'), address('milvusAddress')];
  const namespace = request.temporalNamespace;
  const objectsSource = address('objectsUrl') === undefined ? 'not running' : source('objectsUrl');
  const others = await Promise.all([
    inspectHome(request.home),
    inspectPython(request, temporal === undefined || milvus === undefined),
    database === undefined ? inspectPostgresBinaries() : probed('postgres', withoutPassword(database), source('databaseUrl'), () => probePostgres(database)),
    temporal === undefined ? inspectTemporalBinary(request) : probed('temporal', temporal, source('temporalAddress'), () => probeTemporal(temporal, namespace)),
    milvus === undefined ? inspectMilvusPackages(request) : probed('milvus', milvus, source('milvusAddress'), () => probeMilvus(milvus)),
    inspectObjects(address('objectsUrl') ?? pathToFileURL(homeLayout(request.home).objects).href, objectsSource, request.probeBucket),
    inspectModels(request.modelsDirectory),
  ]);
  const answers = others.some(({ part, ok }) => part === 'temporal' && ok) && temporal !== undefined;
  const queues = answers ? await inspectQueues(temporal, request.workersAt) : [];
  return [inspectNode(), ...others, ...(await inspectPrograms(running)), ...queues];
}

async function probed(part: string, address: string, source: string, probe: () => Promise<ProbeAnswer>): Promise<Finding> {
  try {
    const { version } = await probe();
    return fine(part, `${address} (${source})`, version);
  } catch (error) {
    const mend = source === 'given' ? `start it, or unset its address and run: ${START}` : START;
    return bad(part, `${address} (${source}): ${messageOf(error)}`, mend);
  }
}

function inspectNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor >= MINIMUM_NODE[1]);
  if (enough) return fine('node', process.execPath, process.versions.node);
  return bad('node', `${process.versions.node} is too old, ≥ ${MINIMUM_NODE.join('.')} is needed`, 'npx node@24 bin/voxseek.js up');
}

async function inspectHome(home: string): Promise<Finding> {
  try {
    const directory = nearestExisting(home);
    await access(directory, constants.W_OK);
    const { bavail, bsize } = await statfs(directory);
    const free = `${(bavail * bsize / 1e9).toFixed(1)} GB free`;
    return bavail * bsize < WANTED_FREE_BYTES ? bad('home', `${home}: only ${free}`, `du -sh ${home}/*`) : fine('home', `${home}, ${free}`);
  } catch (error) {
    return bad('home', messageOf(error), 'export VOXSEEK_HOME=<a directory that you may write to>');
  }
}

function nearestExisting(directory: string): string {
  return existsSync(directory) || dirname(directory) === directory ? directory : nearestExisting(dirname(directory));
}

async function inspectPython({ python }: InspectionRequest, needed: boolean): Promise<Finding> {
  if (!needed) return fine('python', 'not needed: its servers answer already');
  try {
    const { path, version } = await findPython(python);
    return fine('python', path, version);
  } catch (error) {
    return bad('python', messageOf(error), process.platform === 'darwin' ? 'brew install python@3.13' : 'apt-get install python3 python3-venv python3-pip');
  }
}

async function inspectPostgresBinaries(): Promise<Finding> {
  try {
    const { postgres, version } = await findPostgresBinaries();
    return fine('postgres', `${postgres} (not running)`, version);
  } catch (error) {
    return bad('postgres', messageOf(error), 'npm ci');
  }
}

async function inspectTemporalBinary({ toolsDirectory }: InspectionRequest): Promise<Finding> {
  const binary = await findTemporal(toolsDirectory);
  return binary === null ? bad('temporal', 'not downloaded yet', START) : fine('temporal', `${binary.path} (not running)`, binary.serverVersion);
}

async function inspectMilvusPackages({ toolsDirectory }: InspectionRequest): Promise<Finding> {
  const directory = milvusDirectory(toolsDirectory);
  if (!(await hasPackages(directory, MILVUS_PINS))) return bad('milvus', 'not installed yet', START);
  return fine('milvus', `${directory} (not running)`, MILVUS_PINS[0].replace('==', ' '));
}

async function inspectModels(directory: string): Promise<Finding> {
  const files = await readdir(directory, { recursive: true }).catch(() => []);
  const models = files.filter((name) => name.endsWith('.onnx'));
  return models.length > 0 ? fine('models', `${models.length} in ${directory}`) : bad('models', `no .onnx file in ${directory}`, 'git restore models');
}

function withoutPassword(url: string): string {
  const parsed = new URL(url);
  parsed.password = '';
  return parsed.href;
}
