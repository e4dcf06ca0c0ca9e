import { createHmac } from 'node:crypto';
import { withUploadedFile } from '../../activities/scratch.js';
import { readAvailableModels } from '../../adapters/onnx/available-models.js';
import { createModelProbe } from '../../adapters/onnx/model-probe.js';
import { createReportRenderer } from '../../adapters/report/report-renderer.js';
import { createPngEncoder } from '../../adapters/png/png-encoder.js';
import { DEFAULT_API_LIMITS } from '../../api/dependencies.js';
import type { ApiDependencies } from '../../api/dependencies.js';
import type { UploadId } from '../../domain/ids.js';
import { openHeaderReader } from './volume-reader.js';
import type { Environment } from '../../environment.js';
import { createBenchmarkService } from '../../services/benchmarks/benchmark-service.js';
import { createLabelledGalleryLoader } from '../../services/evaluation/labelled-gallery.js';
import { createAlignmentService } from '../../services/evidence/alignment-service.js';
import { createExportService } from '../../services/export/export-service.js';
import { createIndexRequests } from '../../services/indexes/index-requests.js';
import { createImportPreviews } from '../../services/ingest/preview/create-import-previews.js';
import { createPseudonyms } from '../../services/ingest/pseudonyms.js';
import { createSealing } from '../../services/deidentification/sealing.js';
import { createModelService } from '../../services/models/model-service.js';
import type { TeamCatalogue } from '../../services/ports/catalogue.js';
import type { Log } from '../../services/ports/log.js';
import { createPlaneFacts } from '../../services/planes/plane-facts.js';
import { createQueryRegions } from '../../services/search/query-regions.js';
import { createReaderStudyService } from '../../services/reader-studies/create-reader-study-service.js';
import { createScheduleService } from '../../services/schedules/create-schedule-service.js';
import { createSearchService } from '../../services/search/create-search-service.js';
import { createTeamService } from '../../services/teams/team-service.js';
import { createThumbnailService } from '../../services/thumbnails/thumbnail-service.js';
import { createUploadService } from '../../services/uploads/upload-service.js';
import { createVolumeDeletion } from '../../services/volumes/volume-deletion.js';
import { VERSION } from '../../version.js';
import { openIngest } from './ingest.js';
import type { Parts } from './parts.js';

const MS_AN_HOUR = 3_600_000;

/** All that the API is made of. The key that signs thumbnail addresses follows from the installation's secret. */
export function apiServices(parts: Parts, environment: Environment, pseudonymKey: string, log: Log): ApiDependencies {
  const { catalogue, objects, jobs, indexing, files, cache, scratchDirectory } = parts;
  const uploads = createUploadService({ catalogue, objects, maxBytes: environment.maxUploadBytes });
  const withFile = async <T>(team: TeamCatalogue, id: UploadId, use: (path: string) => Promise<T>): Promise<T> => {
    const upload = await team.uploads.get(id);
    if (upload !== null) await uploads.settle(team, upload);
    return withUploadedFile({ team, objects, scratchDirectory }, id, new AbortController().signal, use);
  };
  const indexes = createIndexRequests({ jobs });
  const ingest = openIngest(parts, environment, pseudonymKey, log);
  const planes = createPlaneFacts(files);
  const loadLabelled = createLabelledGalleryLoader(planes.regionsIn);
  const queries = { objects, ranker: parts.ranker, cache, planes, regions: createQueryRegions({ objects, reader: parts.reader, limits: parts.limits, withUploadedFile: withFile }) };
  return {
    catalogue,
    objects,
    jobs,
    indexing,
    teams: createTeamService({ operator: catalogue.operator }),
    ingest,
    previews: createImportPreviews({ ingest, headers: openHeaderReader(parts.limits), dicom: parts.dicom, limits: parts.limits }),
    pseudonyms: createPseudonyms(pseudonymKey),
    sealing: createSealing(pseudonymKey),
    dicomWeb: parts.dicomWeb,
    uploads,
    deletion: createVolumeDeletion({ indexing, objects, caches: [cache] }),
    models: createModelService({
      objects,
      probe: createModelProbe({ memoryLimitBytes: environment.modelMemoryBytes, timeLimitMs: environment.modelSeconds * 1000, threads: environment.inferenceThreads }),
      withUploadedFile: (team, upload, use) => withFile(team, upload.id, use),
    }),
    availableModels: () => readAvailableModels(environment.modelsDirectory),
    indexes,
    search: createSearchService(queries),
    alignments: createAlignmentService(queries),
    benchmarks: createBenchmarkService({ jobs, indexes }),
    schedules: createScheduleService({ engine: parts.schedules, log }),
    planes,
    thumbnails: createThumbnailService({ files, encoder: createPngEncoder() }),
    readerStudies: createReaderStudyService({ operator: catalogue.operator, objects }),
    reports: createReportRenderer(),
    exports: createExportService({ objects, loadLabelled }),
    loadLabelled,
    version: VERSION,
    log,
    limits: { ...DEFAULT_API_LIMITS, queryLifetimeMs: environment.queryTtlHours * MS_AN_HOUR },
    publicUrl: environment.publicUrl,
    signingKey: createHmac('sha256', pseudonymKey).update('thumbnail addresses').digest(),
    production: environment.production,
  };
}
