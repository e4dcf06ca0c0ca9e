import { join } from 'node:path';
import { isVoxseekError, VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { DicomReader, FoundSeries, RefusedFiles } from '../../ports/dicom-reader.js';
import type { ImportSource } from '../../ports/import-source.js';
import type { SkippedItem } from '../../ports/records.js';
import type { ReadLimits } from '../../ports/volume-reader.js';
import { allowedPath } from '../allowed-paths.js';
import type { PlanOptions } from '../ingest-service.js';
import { walkDirectory } from '../walk-directory.js';

export interface SeriesDeps {
  readonly source: ImportSource;
  readonly importRoots: readonly string[];
  readonly dicom: DicomReader;
  readonly limits: ReadLimits;
}

export interface NamedSeries {
  /** By its place among the series, from 1: paths in archives of DICOM name patients, and no path is reported. */
  readonly item: string;
  readonly series: FoundSeries;
}

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Real paths of files, each known by the one under which it was found. */
async function allowedFiles(deps: SeriesDeps, found: readonly string[], signal: AbortSignal): Promise<{ readonly names: ReadonlyMap<string, string>; readonly outside: readonly string[] }> {
  const names = new Map<string, string>();
  const outside: string[] = [];
  for (const path of found) {
    signal.throwIfAborted();
    try {
      const real = await allowedPath(deps.source, deps.importRoots, path);
      if (!names.has(real)) names.set(real, path);
    } catch (error) {
      if (!isVoxseekError(error)) throw error;
      outside.push(path);
    }
  }
  return { names, outside };
}

/**
 * The CT series below a directory, or in one file; and what else is there, one line for all files of a series that have the same reason. Reads
 * headers only. A file is reported by its place among all files, sorted by path, from 1. Throws FILE_UNREADABLE.
 */
export async function findSeries(deps: SeriesDeps, path: string, { signal, onProgress }: PlanOptions): Promise<{ readonly series: readonly NamedSeries[]; readonly refused: readonly SkippedItem[] }> {
  const kind = await deps.source.kindOf(path);
  if (kind === null) throw new VoxseekError('FILE_UNREADABLE', 'The file or directory does not exist.', { path });
  const found = kind === 'DIRECTORY' ? (await walkDirectory(deps.source, deps.importRoots, path)).map(({ relativePath }) => join(path, relativePath)) : [path];
  const { names, outside } = await allowedFiles(deps, found, signal);
  const files = [...names.keys()];
  let done = 0;
  const survey = await deps.dicom.survey(files, { signal, limits: deps.limits, onFile: () => onProgress((done += 1), files.length) });
  const places = new Map([...names.values(), ...outside].sort(byCodeUnits).map((path, index) => [path, index + 1]));
  const placed = (path: string): string => `file ${places.get(path) ?? 0}`;
  const told = ({ file, count, code, message }: RefusedFiles): SkippedItem => ({ item: placed(names.get(file) ?? file), code, message: count === 1 ? message : `${message} The same holds for ${count - 1} more files.` });
  const refused = survey.refused.map(told);
  for (const link of outside) refused.push({ item: placed(link), code: 'PATH_NOT_ALLOWED', message: 'The path is outside the directories that imports may read.' });
  return { series: survey.series.map((series, index) => ({ item: `series ${index + 1}`, series })), refused };
}
