import type { ErrorCode } from '../../domain/errors/error-codes.js';
import type { HeaderFacts } from '../../domain/deidentification/header-facts.js';
import type { CanonicalGrid, CanonicalVolume } from '../../domain/geometry/volume.js';
import type { ImportNote } from './records.js';
import type { ReadOptions } from './volume-reader.js';

/** Whose a scan is, as its headers say: keys to be hashed and not to be stored, logged or shown. Null where they do not say. */
export interface HeaderIdentity {
  readonly patient: string | null;
  readonly study: string | null;
}

/** A stack of CT slices in files: which files, and which of the stacks that these hold, from 0. */
export interface DicomSeriesSource {
  readonly files: readonly string[];
  readonly stack: number;
}

/** A stack of CT slices that was found, by headers alone. */
export interface FoundSeries extends HeaderIdentity, DicomSeriesSource {
  /** Slices, repeated ones counted. */
  readonly slices: number;
  readonly rows: number;
  readonly columns: number;
  /** The canonical grid, or why the headers make none; as `readSeries` would say, but for what only pixels tell. */
  readonly grid: SurveyedGrid;
}

export type SurveyedGrid = { readonly kind: 'GRID'; readonly grid: CanonicalGrid } | { readonly kind: 'REFUSED'; readonly code: ErrorCode; readonly message: string };

/** Files of one series that are no CT slices, or none that can be read. */
export interface RefusedFiles {
  /** The first of them by path. */
  readonly file: string;
  readonly count: number;
  readonly code: ErrorCode;
  readonly message: string;
}

export interface DicomSurvey {
  /** In the order of their first files. */
  readonly series: readonly FoundSeries[];
  readonly refused: readonly RefusedFiles[];
}

export interface SurveyOptions {
  readonly signal: AbortSignal;
  /** Called after each file. */
  readonly onFile?: () => void;
  readonly limits: ReadOptions['limits'];
}

export interface ReadSeries {
  readonly volume: CanonicalVolume;
  readonly notes: readonly ImportNote[];
  readonly identity: HeaderIdentity;
  readonly facts: HeaderFacts;
}

/** DICOM objects on disk. Nothing that headers say of a person or place is in what it throws or notes. */
export interface DicomReader {
  /**
   * Tells series and stacks apart by their headers; no pixels are read. Files that are no DICOM are passed over, unless their names say that
   * they are. Every other file is in a series or refused.
   */
  survey(files: readonly string[], options: SurveyOptions): Promise<DicomSurvey>;
  /**
   * Hounsfield units in RAS+. Throws the codes of docs/dicom.md: of files (NOT_DICOM, FILE_…), of objects (DICOM_…), of stacks (SLICES_…) and
   * of pixels.
   */
  readSeries(source: DicomSeriesSource, options: ReadOptions): Promise<ReadSeries>;
  /**
   * Runs the body with the files of an upload: the file itself, or those of a zip archive, unpacked for as long as the body runs under names
   * that say nothing. Throws ARCHIVE_UNSAFE, ARCHIVE_TOO_LARGE, FILE_CORRUPT, FILE_UNREADABLE.
   */
  withFilesOf<Result>(upload: string, options: ReadOptions, body: (files: readonly string[]) => Promise<Result>): Promise<Result>;
}
