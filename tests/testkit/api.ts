import { fileURLToPath } from 'node:url';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { withUploadedFile } from '../../src/activities/scratch.js';
import type { ServerConfig } from '../../src/adapters/dicomweb/server-config.js';
import { createDicomWebServers } from '../../src/adapters/dicomweb/servers.js';
import { readAvailableModels } from '../../src/adapters/onnx/available-models.js';
import { createModelProbe } from '../../src/adapters/onnx/model-probe.js';
import type { ModelProbeOptions } from '../../src/adapters/onnx/model-probe.js';
import { openVolumeReader } from '../../src/cli/wiring/volume-reader.js';
import { createVolumeFiles } from '../../src/adapters/nifti/volume-files.js';
import { createDiskObjectStore } from '../../src/adapters/objects/disk.js';
import { createPngEncoder } from '../../src/adapters/png/png-encoder.js';
import { createApi } from '../../src/api/create-api.js';
import type { RunningApi } from '../../src/api/create-api.js';
import { DEFAULT_API_LIMITS } from '../../src/api/dependencies.js';
import type { ApiDependencies, ApiLimits } from '../../src/api/dependencies.js';
import { createReportRenderer } from '../../src/adapters/report/report-renderer.js';
import { VERSION } from '../../src/version.js';
import { createBenchmarkService } from '../../src/services/benchmarks/benchmark-service.js';
import { createEmbeddingCache } from '../../src/services/embedding-cache/embedding-cache.js';
import { createLabelledGalleryLoader } from '../../src/services/evaluation/labelled-gallery.js';
import { createExportService } from '../../src/services/export/export-service.js';
import { createIndexRequests } from '../../src/services/indexes/index-requests.js';
import { createIndexingService } from '../../src/services/indexing/create-indexing-service.js';
import { createPseudonyms } from '../../src/services/ingest/pseudonyms.js';
import { createSealing } from '../../src/services/deidentification/sealing.js';
import { createJobService } from '../../src/services/jobs/job-service.js';
import type { ObjectStore } from '../../src/services/ports/object-store.js';
import type { Scope } from '../../src/services/ports/records.js';
import type { VectorStore } from '../../src/services/ports/vector-store.js';
import { createRanker } from '../../src/services/search/create-ranker.js';
import { createAlignmentService } from '../../src/services/evidence/alignment-service.js';
import { createPlaneFacts } from '../../src/services/planes/plane-facts.js';
import { createQueryRegions } from '../../src/services/search/query-regions.js';
import { createModelService } from '../../src/services/models/model-service.js';
import { createReaderStudyService } from '../../src/services/reader-studies/create-reader-study-service.js';
import { createScheduleService } from '../../src/services/schedules/create-schedule-service.js';
import { createSearchService } from '../../src/services/search/create-search-service.js';
import { createTeamService } from '../../src/services/teams/team-service.js';
import { createThumbnailService } from '../../src/services/thumbnails/thumbnail-service.js';
import { createUploadService } from '../../src/services/uploads/upload-service.js';
import { createVolumeDeletion } from '../../src/services/volumes/volume-deletion.js';
import { createTestDatabase } from './database.js';
import type { TestDatabase } from './database.js';
import { plainKernel } from './plain-kernel.js';
import { createRecordingScheduleEngine } from './recording-schedule-engine.js';
import type { RecordingScheduleEngine } from './recording-schedule-engine.js';
import { createRecordingEngine } from './recording-engine.js';
import type { RecordingEngine } from './recording-engine.js';
import { seedTeam } from './seed.js';
import type { Seed } from './seed.js';

export interface Answer<Data> {
  readonly status: number;
  readonly data: Data;
  readonly errors: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[] | undefined;
}

export interface TestTeam extends Seed {
  /** A secret of this team with these scopes. */
  token(...scopes: Scope[]): Promise<string>;
  /** A token with its id. */
  revocableToken(...scopes: Scope[]): Promise<{ readonly id: string; readonly secret: string }>;
}

export interface TestApi extends RunningApi {
  readonly database: TestDatabase;
  readonly objects: ObjectStore;
  /** Where objects lie, unless another store was given. */
  readonly directory: string;
  readonly engine: RecordingEngine;
  readonly scheduleEngine: RecordingScheduleEngine;
  readonly logged: { readonly fields: object; readonly message: string }[];
  /** The SQL that was sent since the last call. */
  takeStatements(): readonly string[];
  team(): Promise<TestTeam>;
  ask<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables, secret: string): Promise<Answer<Data>>;
  askText(query: string, options?: { readonly variables?: object; readonly secret?: string; readonly headers?: Readonly<Record<string, string>> }): Promise<Answer<Record<string, unknown> | null>>;
}

export interface TestApiOptions {
  readonly limits?: Partial<ApiLimits>;
  readonly production?: boolean;
  readonly maxUploadBytes?: number;
  /** The limits that uploaded models are tried with. */
  readonly probe?: ModelProbeOptions;
  /** Instead of a directory. */
  readonly objects?: ObjectStore;
  readonly services?: Partial<ApiDependencies>;
}

/** Granted to every team; nothing answers there. */
const ARCHIVE: ServerConfig = { name: 'archive', url: 'http://127.0.0.1:9', auth: { kind: 'none' }, teams: 'all', certificateAuthority: null, timeoutSeconds: 1, maxSeries: 10, viewer: 'https://viewer.example/{studyInstanceUid}' };

/** There is no vector server in these tests: an index that needs one fails as when it is away. */
const noVectors = new Proxy({} as VectorStore, {
  get: (_target, name) => (name === 'then' ? undefined : () => Promise.reject(new Error(`no vector server: ${String(name)}`))),
});

/** The whole API on a database and a directory of its own; jobs are requested and not done. */
export async function startTestApi(postgresAdminUrl: string, options: TestApiOptions = {}): Promise<TestApi> {
  const statements: string[] = [];
  const database = await createTestDatabase(postgresAdminUrl, { onQuery: (sql) => statements.push(sql) });
  const { catalogue } = database;
  const directory = await mkdtemp(join(tmpdir(), 'voxseek-api-'));
  const objects = options.objects ?? createDiskObjectStore(directory);
  const files = createVolumeFiles(objects);
  const engine = createRecordingEngine();
  const scheduleEngine = createRecordingScheduleEngine();
  const logged: { fields: object; message: string }[] = [];
  const silent = (): void => undefined;
  const log = { debug: silent, info: silent, warn: silent, error: (fields: object, message: string) => void logged.push({ fields, message }) };
  const cache = createEmbeddingCache({ objects, maxBytes: 10_000_000 });
  const jobs = createJobService({ catalogue, engine, log });
  const indexing = createIndexingService({ vectors: noVectors, cache, log } as unknown as Parameters<typeof createIndexingService>[0]);
  const teams = createTeamService({ operator: catalogue.operator });

  const regions = createQueryRegions({
    objects,
    reader: openVolumeReader(),
    limits: { maxBytes: 1_000_000, maxDimension: 512 },
    withUploadedFile: (team, upload, use) => withUploadedFile({ team, objects, scratchDirectory: join(directory, 'scratch') }, upload, new AbortController().signal, use),
  });
  const planes = createPlaneFacts(files);
  const queries = { objects, ranker: createRanker({ cache, kernel: plainKernel, vectors: noVectors }), cache, regions, planes };
  const loadLabelled = createLabelledGalleryLoader(planes.regionsIn);
  const api = createApi({
    catalogue,
    objects,
    teams,
    jobs,
    ingest: { listingHash: () => Promise.resolve('0'.repeat(64)), detectLayout: () => Promise.resolve({ layout: 'NIFTI', because: 'nothing is read here' }) },
    previews: { preview: () => Promise.reject(new Error('directories are read elsewhere')) },
    pseudonyms: createPseudonyms('a secret of these tests, long enough'),
    sealing: createSealing('a secret of these tests, long enough'),
    dicomWeb: createDicomWebServers([ARCHIVE]),
    uploads: createUploadService({ catalogue, objects, maxBytes: options.maxUploadBytes ?? 1_000_000 }),
    deletion: createVolumeDeletion({ indexing, objects, caches: [cache] }),
    availableModels: () => readAvailableModels(fileURLToPath(new URL('../../models', import.meta.url))),
    models: createModelService({
      objects,
      probe: createModelProbe(options.probe ?? { memoryLimitBytes: 2 ** 31, timeLimitMs: 60_000 }),
      withUploadedFile: (team, { id }, use) => withUploadedFile({ team, objects, scratchDirectory: join(directory, 'scratch') }, id, new AbortController().signal, use),
    }),
    indexes: createIndexRequests({ jobs }),
    indexing,
    search: createSearchService(queries),
    alignments: createAlignmentService(queries),
    reports: createReportRenderer(),
    exports: createExportService({ objects, loadLabelled }),
    loadLabelled,
    version: VERSION,
    benchmarks: createBenchmarkService({ jobs, indexes: createIndexRequests({ jobs }) }),
    schedules: createScheduleService({ engine: scheduleEngine, log }),
    planes,
    thumbnails: createThumbnailService({ files, encoder: createPngEncoder() }),
    readerStudies: createReaderStudyService({ operator: catalogue.operator, objects }),
    log,
    limits: { ...DEFAULT_API_LIMITS, ...options.limits },
    publicUrl: null,
    signingKey: Buffer.alloc(32, 7),
    production: options.production ?? false,
    ...options.services,
  });
  const running = await api.listen('127.0.0.1', 0);

  const askText: TestApi['askText'] = async (query, { variables, secret, headers } = {}) => {
    const response = await fetch(`${running.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }), ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as Omit<Answer<Record<string, unknown> | null>, 'status'>;
    return { status: response.status, data: body.data ?? null, errors: body.errors };
  };

  return {
    ...running,
    database,
    objects,
    directory,
    engine,
    scheduleEngine,
    logged,
    takeStatements: () => statements.splice(0),
    async team() {
      const seed = await seedTeam(catalogue);
      return {
        ...seed,
        token: async (...scopes) => (await teams.createToken(seed.team.teamId, { name: 'test', scopes, expiresAt: null })).secret,
        revocableToken: async (...scopes) => {
          const { token, secret } = await teams.createToken(seed.team.teamId, { name: 'test', scopes: scopes.length === 0 ? ['READ'] : scopes, expiresAt: null });
          return { id: token.id, secret };
        },
      };
    },
    ask: async <Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables, secret: string) =>
      (await askText(print(document), { variables: variables as object, secret })) as Answer<Data>,
    askText,
    async close() {
      await running.close();
      await database.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
