import { createImportSource } from '../../adapters/filesystem/import-source.js';
import type { Environment } from '../../environment.js';
import { createIngestService } from '../../services/ingest/create-ingest-service.js';
import type { IngestService } from '../../services/ingest/ingest-service.js';
import type { Log } from '../../services/ports/log.js';
import type { Parts } from './parts.js';

export function openIngest(parts: Parts, environment: Environment, pseudonymKey: string, log: Log): IngestService {
  const { objects, files, reader, dicom, limits } = parts;
  return createIngestService({ objects, files, reader, dicom, source: createImportSource(), pseudonymKey, privacyPolicy: environment.privacyPolicy, importRoots: environment.importRoots, limits, log });
}
