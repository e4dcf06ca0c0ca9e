import type { ErrorCode } from '../../../domain/errors/error-codes.js';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { DicomSurvey, FoundSeries } from '../../ports/dicom-reader.js';

/** As many as a message can list and a person can choose from. */
const LISTED = 20;

const described = ({ slices, columns, rows }: FoundSeries, index: number): string => `${index + 1}: ${slices} slices of ${columns} × ${rows}`;

function nothing({ refused }: DicomSurvey): VoxseekError {
  const [first] = refused;
  if (first === undefined) return new VoxseekError('NOT_DICOM', 'No DICOM file was sent: neither a file with a scan nor an archive of files.');
  // One reason is told as it is; of several each is named.
  if (refused.every(({ code }) => code === first.code)) return new VoxseekError(first.code, first.message);
  return new VoxseekError('NOTHING_TO_IMPORT', `No CT series was sent: ${refused.slice(0, LISTED).map(({ count, code }) => `${count} files ${code}`).join(', ')}.`);
}

/** What may be missing from a series that is imported as one: a file whose header tells nothing of where it belongs. */
const DAMAGED: ReadonlySet<ErrorCode> = new Set(['FILE_CORRUPT', 'FILE_TRUNCATED', 'FILE_TOO_LARGE', 'FILE_UNREADABLE']);

/**
 * The one series of what was found, or the one that is named by its place, from 1. A series of a single place is passed over beside
 * others: it is no volume. A damaged file spoils the whole, since it may be a slice. Throws SERIES_AMBIGUOUS, NOT_FOUND, NOTHING_TO_IMPORT, or
 * the code of what is damaged or was sent instead.
 */
export function chooseSeries(survey: DicomSurvey, series: number | null): FoundSeries {
  const damaged = survey.refused.find(({ code }) => DAMAGED.has(code));
  if (damaged !== undefined) throw new VoxseekError(damaged.code, damaged.message);
  const several = survey.series.filter(({ slices }) => slices > 1);
  const offered = several.length > 0 ? several : survey.series;
  const [first] = offered;
  if (first === undefined) throw nothing(survey);
  const list = `${offered.slice(0, LISTED).map(described).join('; ')}${offered.length > LISTED ? `; … of ${offered.length}` : ''}`;
  if (series !== null) {
    const named = offered[series - 1];
    if (named === undefined) throw new VoxseekError('NOT_FOUND', `There is no series ${series}. There are: ${list}.`, { path: 'series', details: { series: offered.length } });
    return named;
  }
  if (offered.length > 1) throw new VoxseekError('SERIES_AMBIGUOUS', `There are ${offered.length} CT series; name one by its number: ${list}.`, { path: 'series', details: { series: offered.length } });
  return first;
}
