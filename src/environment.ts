import { delimiter, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { availableParallelism, totalmem } from 'node:os';
import { z } from 'zod';
import type { PrivacyPolicy } from './domain/deidentification/flags.js';
import { VoxseekError } from './domain/errors/voxseek-error.js';

interface VariableDefinition<Schema extends z.ZodType> {
  readonly description: string;
  /** The default in words, as the documentation shows it. */
  readonly default: string;
  /** How a value is written, for the message about a wrong one. */
  readonly expects: string;
  readonly schema: Schema;
}

const variable = <Schema extends z.ZodType>(description: string, byDefault: string, expects: string, schema: Schema): VariableDefinition<Schema> => ({
  description,
  default: byDefault,
  expects,
  schema,
});

const text = z.string().optional();
const address = z
  .string()
  .regex(/^[^\s:/]+:\d{1,5}$|^https?:\/\/\S+$/u)
  .optional();
const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\/\S+$/u)
  .optional();
const port = z.coerce.number().int().min(0).max(65_535);
const positive = z.coerce.number().int().min(1);
const bytes = z.coerce.number().int().min(1);
const BYTES = 'a whole number of bytes';
/** So that exhaustive search over some hundred thousand slices finds them in memory; never less than 256 MiB. */
const cacheBytes = (): number => Math.max(2 ** 28, Math.floor(totalmem() / 8));
const WORKER_ROLES = ['control', 'embed', 'embed-interactive'] as const;
const EXECUTION_PROVIDERS = ['cpu', 'cuda', 'tensorrt', 'coreml', 'webgpu'] as const;
const providerList = z
  .string()
  .transform((value) => [...new Set(value.split(',').map((provider) => provider.trim()))])
  .pipe(z.array(z.enum(EXECUTION_PROVIDERS)).min(1));
/** Accelerators first; WebGPU behind the others, as the least tried. */
const PREFERENCE = 'cuda,tensorrt,coreml,webgpu,cpu';

/** Every variable that the program reads. */
const DEFINITIONS = {
  VOXSEEK_HOME: variable('Directory of all local state: database, objects, logs, run file.', '`.voxseek` in the working directory', 'a directory', z.string().default('.voxseek')),
  VOXSEEK_TOOLS_DIR: variable('Directory of downloaded servers; several homes may share it.', '`tools` in `VOXSEEK_HOME`', 'a directory', text),
  VOXSEEK_PYTHON: variable('The Python (≥ 3.10, with venv and pip) that makes the private environment of Milvus Lite.', 'the first on `PATH`', 'the path of an interpreter', text),
  VOXSEEK_DATABASE_URL: variable("Postgres, as the application's role, which owns no table.", 'the local Postgres', 'postgres://user:password@host:port/database', postgresUrl),
  VOXSEEK_DATABASE_OWNER_URL: variable('Postgres, as the owner of the tables; used by migrations only.', 'the local Postgres', 'postgres://user:password@host:port/database', postgresUrl),
  VOXSEEK_TEMPORAL_ADDRESS: variable('The frontend of a Temporal server.', 'the local Temporal', 'host:port', address),
  VOXSEEK_TEMPORAL_NAMESPACE: variable('The namespace of the workflows.', '`default`', 'a name', z.string().default('default')),
  VOXSEEK_MILVUS_ADDRESS: variable('A Milvus server (gRPC).', 'the local Milvus Lite', 'host:port', address),
  VOXSEEK_MILVUS_TOKEN: variable('The token of the Milvus server, `user:password` or an API key.', 'none', 'a token', text),
  VOXSEEK_OBJECTS_URL: variable(
    'The object store: a directory, or a bucket; a bucket takes `endpoint`, `region`, `pathStyle` and `publicEndpoint`, where clients reach it to send and fetch files themselves.',
    '`objects` in `VOXSEEK_HOME`',
    'file:///directory or s3://bucket?endpoint=https://host&region=name&pathStyle=true',
    z
      .string()
      .regex(/^(file:\/\/\/|s3:\/\/[a-z0-9][a-z0-9.-]+)/u)
      .optional(),
  ),
  VOXSEEK_OBJECTS_ACCESS_KEY: variable('The access key of the bucket.', "the S3 client's own search for credentials", 'a key', text),
  VOXSEEK_OBJECTS_SECRET_KEY: variable('The secret to `VOXSEEK_OBJECTS_ACCESS_KEY`.', 'none', 'a secret', text),
  VOXSEEK_API_HOST: variable('The interface on which the API listens.', '`127.0.0.1`', 'an address of this machine', z.string().default('127.0.0.1')),
  VOXSEEK_API_PORT: variable('The port of the API; 0 chooses a free one.', '`0`', 'a port from 0 to 65535', port.default(0)),
  VOXSEEK_PUBLIC_URL: variable('The address under which clients reach the API, for URLs that it hands out.', 'where the API listens', 'http(s)://host[:port]', z.url({ protocol: /^https?$/u }).optional()),
  VOXSEEK_PSEUDONYM_KEY: variable(
    'The secret of the keyed hashes of patient keys. Changing it makes stored patients unrecognisable.',
    'made once and kept in `VOXSEEK_HOME` on one machine; required otherwise',
    'at least 32 characters, e.g. of `openssl rand -hex 32`',
    z.string().min(32).optional(),
  ),
  VOXSEEK_WORKER_ROLES: variable(
    'What a worker takes on, separated by commas: `control` (workflows, import, indexes, runs), `embed` (bulk embedding), `embed-interactive` (uploaded queries).',
    'all three',
    `a list of ${WORKER_ROLES.join(', ')}`,
    z
      .string()
      .default(WORKER_ROLES.join(','))
      .transform((value) => [...new Set(value.split(',').map((role) => role.trim()))])
      .pipe(z.array(z.enum(WORKER_ROLES)).min(1)),
  ),
  VOXSEEK_INFERENCE_THREADS: variable('Threads that embedding may use.', 'the number of cores', 'a whole number above 0', positive.default(() => availableParallelism())),
  VOXSEEK_EXECUTION_PROVIDER: variable(
    'What a worker offers to run the encoders on, separated by commas: `cpu`, `cuda`, `tensorrt`, `coreml`, `webgpu`; it does not start where one of those named does not work. With `cuda` or `tensorrt` the products of the similarity kernel run on the GPU as well.',
    'the processor, and each of `cuda`, `tensorrt` and `coreml` that works on the machine',
    `a list of ${EXECUTION_PROVIDERS.join(', ')}`,
    providerList.optional(),
  ),
  VOXSEEK_PROVIDER_PREFERENCE: variable(
    'The providers that embedding may be sent to where a request names none, the most wanted first, separated by commas: it goes to the first that a worker offers.',
    `\`${PREFERENCE}\``,
    `a list of ${EXECUTION_PROVIDERS.join(', ')}`,
    z.string().default(PREFERENCE).pipe(providerList),
  ),
  VOXSEEK_HUB_TOKEN: variable('The token that `voxseek models fetch` shows to the home of a gated encoder.', 'none', 'a token', text),
  VOXSEEK_MODEL_MEMORY_BYTES: variable('Memory of the process that runs a registered model; more ends it with MODEL_OUT_OF_MEMORY. A worker that gives more than the default takes on what was too large for others.', '4294967296', BYTES, bytes.default(2 ** 32)),
  VOXSEEK_MODEL_SECONDS: variable('Time that a model may take for the slices it is tried with when it is registered; more is MODEL_TIMED_OUT.', '180', 'a whole number above 0', positive.default(180)),
  VOXSEEK_BATCH_MEMORY_BYTES: variable('By how much a larger batch may make the memory of the encoder grow, when batches are measured.', '1073741824', BYTES, bytes.default(2 ** 30)),
  VOXSEEK_EMBED_SLOTS: variable('Pages of bulk embedding that a worker has under way at once, of each of its queues.', '1', 'a whole number above 0', positive.default(1)),
  VOXSEEK_GRACE_SECONDS: variable('How long work under way may go on when a worker is told to stop, before it is handed to the next; as long again, before it is left.', '10', 'a whole number above 0', positive.default(10)),
  VOXSEEK_MODELS_DIR: variable('Directory of the model files.', '`models` of the package', 'a directory', text),
  VOXSEEK_IMPORT_ROOTS: variable('Directories that imports through the API may read, separated as in `PATH`.', 'all that the user may read, where `up` or `demo` run everything; else none', 'absolute paths, separated as in PATH', z
      .string()
      .default('')
      .transform((value) => value.split(delimiter).filter((path) => path !== ''))
      .pipe(z.array(z.string().refine(isAbsolute)))),
  VOXSEEK_DICOMWEB_FILE: variable('A file (JSON) of the DICOMweb servers that teams may import from; see docs/dicomweb.md. It holds secrets.', 'none: nothing can be imported from servers', 'the path of a file', text),
  VOXSEEK_PRIVACY_POLICY: variable(
    'What is done with scans that show a head or may have text burned in: `flag` stores them with a note, `refuse` leaves them out.',
    '`flag`',
    'flag or refuse',
    z.enum(['flag', 'refuse']).default('flag'),
  ),
  VOXSEEK_MAX_UPLOAD_BYTES: variable('The largest file that may be uploaded.', '2147483648', BYTES, bytes.default(2 ** 31)),
  VOXSEEK_MAX_VOLUME_BYTES: variable('The largest volume that a file may unpack to.', '2147483648', BYTES, bytes.default(2 ** 31)),
  VOXSEEK_EMBEDDING_CACHE_BYTES: variable('Memory that each API process gives to cached embeddings.', 'an eighth of the memory, at least 268435456', BYTES, bytes.default(cacheBytes)),
  VOXSEEK_QUERY_TTL_HOURS: variable('How long an uploaded query volume is kept.', '24', 'a number of hours above 0', z.coerce.number().positive().default(24)),
  VOXSEEK_URL: variable('The API that the commands `import`, `index`, `search` and `bench` talk to.', 'the API that `voxseek up` runs on this home', 'http(s)://host[:port]', z.url({ protocol: /^https?$/u }).optional()),
  VOXSEEK_TOKEN: variable('The token of a team for these commands.', 'the token that `voxseek up` left in the home', 'a token', text),
  VOXSEEK_LOG_LEVEL: variable('The least level that is logged.', '`info`', 'debug, info, warn or error', z.enum(['debug', 'info', 'warn', 'error']).default('info')),
  VOXSEEK_ENVIRONMENT: variable('`production` turns introspection and the landing page off.', '`development`', 'development or production', z.enum(['development', 'production']).default('development')),
} as const;

/** One variable for people: its name, meaning, default and form. `docs/configuration.md` is written from these. */
export interface VariableDescription {
  readonly name: string;
  readonly description: string;
  readonly default: string;
  readonly expects: string;
}

export const VARIABLES: readonly VariableDescription[] = Object.entries(DEFINITIONS).map(([name, { description, default: byDefault, expects }]) => ({
  name,
  description,
  default: byDefault,
  expects,
}));

export type VariableName = keyof typeof DEFINITIONS;
type Parsed = { readonly [Name in VariableName]: z.output<(typeof DEFINITIONS)[Name]['schema']> };
export type WorkerRole = (typeof WORKER_ROLES)[number];
export type ExecutionProvider = (typeof EXECUTION_PROVIDERS)[number];

/** The configuration of a process. Paths are absolute; `null` means not given. */
export interface Environment {
  readonly home: string;
  readonly toolsDirectory: string;
  readonly python: string | null;
  readonly databaseUrl: string | null;
  readonly databaseOwnerUrl: string | null;
  readonly temporalAddress: string | null;
  readonly temporalNamespace: string;
  readonly milvusAddress: string | null;
  readonly milvusToken: string | null;
  readonly objectsUrl: string | null;
  readonly objectsAccessKey: string | null;
  readonly objectsSecretKey: string | null;
  readonly apiHost: string;
  /** 0: choose a free one. */
  readonly apiPort: number;
  /** Without a slash at its end. */
  readonly publicUrl: string | null;
  readonly pseudonymKey: string | null;
  readonly workerRoles: readonly WorkerRole[];
  readonly inferenceThreads: number;
  /** Null: what works on the machine. */
  readonly executionProviders: readonly ExecutionProvider[] | null;
  readonly providerPreference: readonly ExecutionProvider[];
  readonly hubToken: string | null;
  readonly modelMemoryBytes: number;
  readonly modelSeconds: number;
  readonly batchMemoryBytes: number;
  readonly embedSlots: number;
  readonly graceSeconds: number;
  readonly modelsDirectory: string;
  readonly importRoots: readonly string[];
  readonly dicomWebFile: string | null;
  readonly privacyPolicy: PrivacyPolicy;
  readonly maxUploadBytes: number;
  readonly maxVolumeBytes: number;
  readonly embeddingCacheBytes: number;
  readonly queryTtlHours: number;
  /** What commands that are clients talk to; without a slash at its end. */
  readonly url: string | null;
  readonly token: string | null;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly production: boolean;
}

/**
 * Reads the configuration; an empty variable counts as unset. Fails with CONFIGURATION_INVALID naming every wrong variable;
 * `path` is the first of them.
 */
export function readEnvironment(source: NodeJS.ProcessEnv = process.env, directory = process.cwd()): Environment {
  const parsed = parse(source);
  const absolute = (path: string): string => resolve(directory, path);
  const home = absolute(parsed.VOXSEEK_HOME);
  return Object.freeze({
    home,
    toolsDirectory: parsed.VOXSEEK_TOOLS_DIR === undefined ? resolve(home, 'tools') : absolute(parsed.VOXSEEK_TOOLS_DIR),
    python: parsed.VOXSEEK_PYTHON ?? null,
    databaseUrl: parsed.VOXSEEK_DATABASE_URL ?? null,
    databaseOwnerUrl: parsed.VOXSEEK_DATABASE_OWNER_URL ?? null,
    temporalAddress: parsed.VOXSEEK_TEMPORAL_ADDRESS ?? null,
    temporalNamespace: parsed.VOXSEEK_TEMPORAL_NAMESPACE,
    milvusAddress: parsed.VOXSEEK_MILVUS_ADDRESS ?? null,
    milvusToken: parsed.VOXSEEK_MILVUS_TOKEN ?? null,
    objectsUrl: parsed.VOXSEEK_OBJECTS_URL ?? null,
    objectsAccessKey: parsed.VOXSEEK_OBJECTS_ACCESS_KEY ?? null,
    objectsSecretKey: parsed.VOXSEEK_OBJECTS_SECRET_KEY ?? null,
    apiHost: parsed.VOXSEEK_API_HOST,
    apiPort: parsed.VOXSEEK_API_PORT,
    publicUrl: parsed.VOXSEEK_PUBLIC_URL?.replace(/\/+$/u, '') ?? null,
    pseudonymKey: parsed.VOXSEEK_PSEUDONYM_KEY ?? null,
    workerRoles: parsed.VOXSEEK_WORKER_ROLES,
    inferenceThreads: parsed.VOXSEEK_INFERENCE_THREADS,
    executionProviders: parsed.VOXSEEK_EXECUTION_PROVIDER ?? null,
    providerPreference: parsed.VOXSEEK_PROVIDER_PREFERENCE,
    hubToken: parsed.VOXSEEK_HUB_TOKEN ?? null,
    modelMemoryBytes: parsed.VOXSEEK_MODEL_MEMORY_BYTES,
    modelSeconds: parsed.VOXSEEK_MODEL_SECONDS,
    batchMemoryBytes: parsed.VOXSEEK_BATCH_MEMORY_BYTES,
    embedSlots: parsed.VOXSEEK_EMBED_SLOTS,
    graceSeconds: parsed.VOXSEEK_GRACE_SECONDS,
    modelsDirectory: parsed.VOXSEEK_MODELS_DIR === undefined ? fileURLToPath(new URL('../models', import.meta.url)) : absolute(parsed.VOXSEEK_MODELS_DIR),
    importRoots: parsed.VOXSEEK_IMPORT_ROOTS,
    dicomWebFile: parsed.VOXSEEK_DICOMWEB_FILE === undefined ? null : absolute(parsed.VOXSEEK_DICOMWEB_FILE),
    privacyPolicy: parsed.VOXSEEK_PRIVACY_POLICY === 'refuse' ? 'REFUSE' : 'FLAG',
    maxUploadBytes: parsed.VOXSEEK_MAX_UPLOAD_BYTES,
    maxVolumeBytes: parsed.VOXSEEK_MAX_VOLUME_BYTES,
    embeddingCacheBytes: parsed.VOXSEEK_EMBEDDING_CACHE_BYTES,
    queryTtlHours: parsed.VOXSEEK_QUERY_TTL_HOURS,
    url: parsed.VOXSEEK_URL?.replace(/\/+$/u, '') ?? null,
    token: parsed.VOXSEEK_TOKEN ?? null,
    logLevel: parsed.VOXSEEK_LOG_LEVEL,
    production: parsed.VOXSEEK_ENVIRONMENT === 'production',
  });
}

/** The environment of a child process: that of this one with some variables set. */
export function childEnvironment(variables: Readonly<Partial<Record<VariableName, string>>>): NodeJS.ProcessEnv {
  return { ...process.env, ...variables };
}

/** Values are left out of the messages: some of them are secrets. */
function parse(source: NodeJS.ProcessEnv): Parsed {
  const values: Record<string, unknown> = {};
  const wrong: string[] = [];
  for (const [name, { schema }] of Object.entries(DEFINITIONS)) {
    const given = source[name]?.trim();
    const result = schema.safeParse(given === '' ? undefined : given);
    if (result.success) values[name] = result.data;
    else wrong.push(name);
  }
  const [first] = wrong;
  if (first === undefined) return values as unknown as Parsed;
  const messages = wrong.map((name) => `${name} must be ${DEFINITIONS[name as VariableName].expects}`);
  throw new VoxseekError('CONFIGURATION_INVALID', `${messages.join('; ')}. Correct it, or unset it for its default.`, { path: first });
}
