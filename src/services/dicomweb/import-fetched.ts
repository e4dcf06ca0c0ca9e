import { addReports, NOTHING_REMOVED } from '../../domain/deidentification/removal-report.js';
import type { RemovalReport } from '../../domain/deidentification/removal-report.js';
import { ERROR_CODES } from '../../domain/errors/error-codes.js';
import { isVoxseekError } from '../../domain/errors/voxseek-error.js';
import type { DatasetId } from '../../domain/ids.js';
import type { ImportItem, IngestService } from '../ingest/ingest-service.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { DicomReader, FoundSeries } from '../ports/dicom-reader.js';
import type { DicomWebServers } from '../ports/dicomweb.js';
import { UNKNOWN_PRODUCER } from '../ports/records.js';
import type { SkippedItem } from '../ports/records.js';
import type { ReadLimits } from '../ports/volume-reader.js';

/** The files of one series as a server sent them, on this machine. */
export interface FetchedSeries {
  readonly files: readonly string[];
  readonly datasetId: DatasetId;
  readonly server: string;
}

export interface FetchedOutcome {
  readonly created: number;
  readonly existing: number;
  /** Scans and files of the series that were left out. */
  readonly refused: readonly Omit<SkippedItem, 'item'>[];
  /** As they came over the network. */
  readonly bytes: number;
  readonly removal: RemovalReport;
}

export interface FetchedImport {
  /** Imports every scan that the files hold. Throws what no file is to blame for. */
  importFiles(team: TeamCatalogue, series: FetchedSeries, signal: AbortSignal): Promise<Omit<FetchedOutcome, 'bytes'>>;
}

interface Dependencies {
  readonly dicom: DicomReader;
  readonly ingest: Pick<IngestService, 'importItem'>;
  readonly servers: DicomWebServers;
  readonly limits: ReadLimits;
}

/** Patient and study are as the headers say; a series without a patient is one of its own. */
function itemOf({ files, stack, patient, study }: FoundSeries, fetchedFrom: Required<ImportItem>['fetchedFrom']): ImportItem {
  return {
    item: 'series',
    source: { kind: 'DICOM_SERIES', files, stack },
    name: null,
    patient: patient === null ? null : { kind: 'KEY', key: patient },
    study: patient === null || study === null ? null : { kind: 'KEY', key: study },
    split: 'NONE',
    labels: {},
    labelSource: null,
    producer: UNKNOWN_PRODUCER,
    covers: null,
    derivedFrom: [],
    fetchedFrom,
  };
}

export function createFetchedImport({ dicom, ingest, servers, limits }: Dependencies): FetchedImport {
  return {
    async importFiles(team, { files, datasetId, server }, signal) {
      const survey = await dicom.survey(files, { signal, limits });
      const refused: Omit<SkippedItem, 'item'>[] = survey.refused.map(({ count, code, message }) => ({ code, message: count === 1 ? message : `${message} (${count} files)` }));
      const fetchedFrom = { server, hasViewer: servers.hasViewer(team.teamId, server), scansOfSeries: survey.series.length };
      let [created, existing] = [0, 0];
      let removal = NOTHING_REMOVED;
      for (const series of survey.series) {
        signal.throwIfAborted();
        try {
          const imported = await ingest.importItem(team, itemOf(series, fetchedFrom), datasetId, signal);
          if (imported.created) created += 1;
          else existing += 1;
          removal = addReports([removal, imported.removal]);
        } catch (error) {
          if (signal.aborted || !isVoxseekError(error) || ERROR_CODES[error.code].retryable || error.code === 'NOT_FOUND') throw error;
          refused.push({ code: error.code, message: error.message });
        }
      }
      return { created, existing, refused, removal };
    },
  };
}
