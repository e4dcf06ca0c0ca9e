import type { DicomReader } from '../../services/ports/dicom-reader.js';
import { isArchive } from './archive/is-archive.js';
import { withUnpacked } from './archive/unpack-archive.js';
import { readSeries } from './series/read-series.js';
import { surveyFiles } from './series/survey-files.js';

/** Reads DICOM series (PS3.10 files), single or multi-frame, from files and from archives of files. */
export function createDicomReader(): DicomReader {
  return {
    survey: surveyFiles,
    readSeries,
    withFilesOf: async (upload, { limits, signal }, body) => ((await isArchive(upload)) ? withUnpacked(upload, limits, signal, body) : body([upload])),
  };
}
