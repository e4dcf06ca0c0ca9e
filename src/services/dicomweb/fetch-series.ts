import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { JobId } from '../../domain/ids.js';
import type { DicomWebQuery } from '../../domain/dicomweb/query.js';
import type { Sealing } from '../deidentification/sealing.js';
import type { Pseudonyms } from '../ingest/pseudonyms.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { DicomWebServers, FoundSeries } from '../ports/dicomweb.js';
import type { VolumeRecord } from '../ports/records.js';
import { seriesKeyOf } from './series-key.js';

interface Dependencies {
  readonly servers: DicomWebServers;
  readonly sealing: Sealing;
  readonly pseudonyms: Pseudonyms;
}

/** The series that the query of a job finds, always in the same order. Throws the codes of `DicomWebServer`, NOT_FOUND, JOB_LOST. */
export async function findSeriesOfJob({ servers, sealing }: Dependencies, team: TeamCatalogue, jobId: JobId, server: string, signal: AbortSignal): Promise<readonly FoundSeries[]> {
  const sealed = await team.jobs.sealedInput(jobId);
  const text = sealed === null ? null : sealing.open(team.teamId, 'dicomweb-query', sealed);
  if (text === null) throw new VoxseekError('JOB_LOST', 'The query of the import is gone, or was sealed with another key. Ask for the import again.', { path: 'query' });
  const found = await servers.open(team.teamId, server).findSeries(JSON.parse(text) as DicomWebQuery, signal);
  const key = ({ studyInstanceUid, seriesInstanceUid }: FoundSeries): string => `${studyInstanceUid}/${seriesInstanceUid}`;
  return [...found].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** The volumes of a series, if all that it held is stored as the server has it now; null where it must be fetched. */
export async function storedVolumesOf({ pseudonyms }: Pick<Dependencies, 'pseudonyms'>, team: TeamCatalogue, series: FoundSeries): Promise<readonly VolumeRecord[] | null> {
  const volumes = await team.volumes.findBySeries(seriesKeyOf(pseudonyms, team.teamId, series.seriesInstanceUid));
  const origin = volumes[0]?.origin;
  if (origin === undefined || volumes.length < origin.scansOfSeries) return null;
  return series.instances === null || series.instances === origin.filesOfSeries ? volumes : null;
}
