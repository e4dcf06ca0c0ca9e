import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { PrivacyPolicy } from '../../domain/deidentification/flags.js';
import { createSealing } from '../deidentification/sealing.js';
import { allowedPath } from './allowed-paths.js';
import { importItem } from './import-item.js';
import type { ImportDeps } from './import-item.js';
import type { DirectoryReading, IngestService } from './ingest-service.js';
import { detectLayout } from './layouts/detect-layout.js';
import { oneListing } from './one-listing.js';
import { MANIFEST_LIMIT, planDirectory } from './plan-directory.js';
import type { PlanDeps } from './plan-directory.js';
import { createPseudonyms } from './pseudonyms.js';
import { directoryListingHash } from './walk-directory.js';

export interface IngestDeps extends Omit<ImportDeps, 'pseudonyms' | 'sealing' | 'privacyPolicy'> {
  /** The installation's secret; teams' keys are derived from it. */
  readonly pseudonymKey: string | Uint8Array;
  /** What is done with scans that show a head or may show text; they are flagged without it. */
  readonly privacyPolicy?: PrivacyPolicy;
}

/** Reads directories through the source as it is. */
export function readDirectories(deps: PlanDeps): DirectoryReading {
  return {
    planDirectory: (request, options) => planDirectory(deps, request, options),
    detectLayout: (directory) => detectLayout(deps, directory),
    async listingHash({ directory, manifest }) {
      const path = await allowedPath(deps.source, deps.importRoots, directory);
      const hash = createHash('sha256').update(await directoryListingHash(deps.source, deps.importRoots, path));
      if (manifest !== null) {
        const real = await allowedPath(deps.source, deps.importRoots, resolve(path, manifest));
        hash.update(await deps.source.readText(real, MANIFEST_LIMIT));
      }
      return hash.digest('hex');
    },
  };
}

export function createIngestService(deps: IngestDeps): IngestService {
  const importDeps: ImportDeps = { ...deps, pseudonyms: createPseudonyms(deps.pseudonymKey), sealing: createSealing(deps.pseudonymKey), privacyPolicy: deps.privacyPolicy ?? 'FLAG' };
  const ofOneListing = (): DirectoryReading => readDirectories({ ...deps, source: oneListing(deps.source) });
  return {
    ofOneListing,
    planDirectory: (request, options) => ofOneListing().planDirectory(request, options),
    detectLayout: (directory) => ofOneListing().detectLayout(directory),
    listingHash: (request) => ofOneListing().listingHash(request),
    importItem: (team, item, datasetId, signal) => importItem(importDeps, team, item, datasetId, signal),
  };
}
