import type { RemovalReport } from '../../domain/deidentification/removal-report.js';
import type { DatasetId } from '../../domain/ids.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { SkippedItem } from '../ports/records.js';

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
