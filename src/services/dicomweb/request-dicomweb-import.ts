import type { DicomWebQuery } from '../../domain/dicomweb/query.js';
import type { DatasetId } from '../../domain/ids.js';
import type { Sealing } from '../deidentification/sealing.js';
import type { Pseudonyms } from '../ingest/pseudonyms.js';
import type { JobService } from '../jobs/job-service.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { DicomWebServers } from '../ports/dicomweb.js';
import type { JobRecord } from '../ports/records.js';

interface Dependencies {
  readonly jobs: JobService;
  readonly servers: DicomWebServers;
  readonly pseudonyms: Pseudonyms;
  readonly sealing: Sealing;
}

export interface DicomWebImport {
  readonly datasetId: DatasetId;
  readonly server: string;
  readonly query: DicomWebQuery;
}

/**
 * The job that imports what a query finds at a server. The same query while it runs is the same job; once it has succeeded it is asked
 * anew, since the server may hold more by then, and what is stored is not fetched again. Of the query only a keyed hash is in the job;
 * the query lies sealed beside it until it ends. Throws NOT_FOUND for a server that the team may not use.
 */
export function requestDicomWebImport({ jobs, servers, pseudonyms, sealing }: Dependencies, team: TeamCatalogue, { datasetId, server, query }: DicomWebImport): Promise<JobRecord> {
  servers.open(team.teamId, server);
  const text = JSON.stringify(query);
  const input = { kind: 'IMPORT_DICOMWEB', datasetId, server, queryKey: pseudonyms.other(team.teamId, 'query', text) } as const;
  return jobs.request(team, input, () => Promise.resolve(true), sealing.seal(team.teamId, 'dicomweb-query', text));
}
