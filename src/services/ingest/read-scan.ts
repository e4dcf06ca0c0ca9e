import { basename } from 'node:path';
import type { HeaderFacts } from '../../domain/deidentification/header-facts.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { DicomReader, DicomSeriesSource, HeaderIdentity, ReadSeries } from '../ports/dicom-reader.js';
import type { ReadOptions, VolumeReader } from '../ports/volume-reader.js';
import { isDicomUpload } from '../uploads/upload-formats.js';
import { chooseSeries } from './dicom/choose-series.js';

/** What a scan is read from; paths are absolute, on the machine of the worker. */
export type ScanSource =
  /** A NIfTI, NRRD or MetaImage file. */
  | { readonly kind: 'FILE'; readonly path: string }
  | ({ readonly kind: 'DICOM_SERIES' } & DicomSeriesSource)
  /** A multi-frame file, or a zip archive of files; `series` names one of several by its place, from 1. */
  | { readonly kind: 'DICOM_UPLOAD'; readonly path: string; readonly series: number | null };

/** How an uploaded scan is read, by the name that its format was stored under. */
export const uploadSource = (path: string, series: number | null): ScanSource => (isDicomUpload(basename(path)) ? { kind: 'DICOM_UPLOAD', path, series } : { kind: 'FILE', path });

export interface ScanDeps {
  readonly reader: VolumeReader;
  readonly dicom: DicomReader;
}

export interface ReadScan extends Omit<ReadSeries, 'facts'> {
  /** Null for what is no DICOM. */
  readonly facts: HeaderFacts | null;
}

const UNKNOWN: HeaderIdentity = { patient: null, study: null };

/** Paths of unpacked copies are nobody's business, and say nothing. */
async function withoutPaths<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof VoxseekError)) throw error;
    throw new VoxseekError(error.code, error.message, { details: error.details, cause: error });
  }
}

/** Reads a scan into canonical form, whatever it lies in. Throws the codes of `VolumeReader` and `DicomReader`, SERIES_AMBIGUOUS. */
export async function readScan({ reader, dicom }: ScanDeps, source: ScanSource, options: ReadOptions): Promise<ReadScan> {
  switch (source.kind) {
    case 'FILE':
      return { ...(await reader.readVolume(source.path, options)), identity: UNKNOWN, facts: null };
    case 'DICOM_SERIES':
      return dicom.readSeries(source, options);
    case 'DICOM_UPLOAD':
      return withoutPaths(() =>
        dicom.withFilesOf(source.path, options, async (files) => {
          const survey = await dicom.survey(files, { limits: options.limits, signal: options.signal ?? new AbortController().signal });
          return dicom.readSeries(chooseSeries(survey, source.series), options);
        }),
      );
  }
}
