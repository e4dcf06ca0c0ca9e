import type { TeamId } from '../../domain/ids.js';
import type { DicomWebQuery } from '../../domain/dicomweb/query.js';

/** A series as a server lists it. All of it identifies a patient: it is neither stored nor logged. */
export interface FoundSeries {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  /** As the server counts them; null where it does not say. */
  readonly instances: number | null;
}

export interface RetrieveOptions {
  readonly signal: AbortSignal;
  /** Bytes of all instances together; more is refused while they arrive. */
  readonly maxBytes: number;
  /** Called as bytes arrive, with how many the answer has brought so far; a retry begins again at 0. */
  readonly onBytes: (received: number) => void;
}

/** One server that speaks QIDO-RS and WADO-RS. Errors name it by its configured name, never by address, patient or UID. */
export interface DicomWebServer {
  /**
   * The CT series that match, by study and series UID. Throws DICOMWEB_AUTH_FAILED, DICOMWEB_UNAVAILABLE, DICOMWEB_TLS_FAILED,
   * DICOMWEB_REFUSED, DICOMWEB_RESPONSE_INVALID, and LIMIT_EXCEEDED where more match than one import may take.
   */
  findSeries(query: DicomWebQuery, signal: AbortSignal): Promise<readonly FoundSeries[]>;
  /**
   * Writes each instance of a series as a file of its own into the directory, which is emptied where a try failed. Throws as
   * `findSeries`, and FILE_TOO_LARGE.
   */
  retrieveSeries(series: FoundSeries, directory: string, options: RetrieveOptions): Promise<{ readonly files: number; readonly bytes: number }>;
}

/** The servers that the operator has configured; a team sees those alone that are granted to it. */
export interface DicomWebServers {
  names(teamId: TeamId): readonly string[];
  /** Throws NOT_FOUND for a server that is unknown or not granted. */
  open(teamId: TeamId, name: string): DicomWebServer;
  /** Whether its studies can be opened in a viewer; false for a server that is unknown or not granted. */
  hasViewer(teamId: TeamId, name: string): boolean;
  /** The address of a study in the viewer; null where none is configured, or the server is not granted. */
  viewerUrl(teamId: TeamId, name: string, studyInstanceUid: string): string | null;
}
