import { join, relative, sep } from 'node:path';
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
  /** The directory that holds its files, or its only file, from the import's directory; with a number where several series lie there. */
  readonly item: string;
  readonly series: FoundSeries;
}

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

function commonDirectory(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => path.split('/').slice(0, -1));
  const shared = others.reduce((least, parts) => {
    const differs = first.findIndex((part, index) => part !== parts[index]);
    return differs < 0 ? least : Math.min(least, differs);
  }, first.length);
  return shared === 0 ? '.' : first.slice(0, shared).join('/');
}

const nameOfSeries = (paths: readonly string[]): string => (paths.length === 1 ? (paths[0] ?? '.') : commonDirectory(paths));

function named(series: readonly FoundSeries[], shown: (path: string) => string): readonly NamedSeries[] {
  const names = series.map(({ files }) => nameOfSeries(files.map(shown)));
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const numbers = new Map<string, number>();
  return series.map((one, index) => {
    const name = names[index] ?? '.';
    if (counts.get(name) === 1) return { item: name, series: one };
    const number = (numbers.get(name) ?? 0) + 1;
    numbers.set(name, number);
    return { item: `${name}#${number}`, series: one };
  });
}

/**
 * The CT series below a directory, or in one file; and what else is there, one line for all files of a series that have the same reason. Reads
 * headers only. Throws FILE_UNREADABLE.
 */
export async function findSeries(deps: SeriesDeps, base: string, path: string, { signal, onProgress }: PlanOptions): Promise<{ readonly series: readonly NamedSeries[]; readonly refused: readonly SkippedItem[] }> {
  const kind = await deps.source.kindOf(path);
  if (kind === null) throw new VoxseekError('FILE_UNREADABLE', 'The file or directory does not exist.', { path });
  const found = kind === 'DIRECTORY' ? (await walkDirectory(deps.source, deps.importRoots, path)).map(({ relativePath }) => join(path, relativePath)) : [path];
  const { names, outside } = await allowedFiles(deps, found, signal);
  const shown = (real: string): string => relative(base, names.get(real) ?? real).split(sep).join('/');
  const files = [...names.keys()];
  let done = 0;
  const survey = await deps.dicom.survey(files, { signal, limits: deps.limits, onFile: () => onProgress((done += 1), files.length) });
  const told = ({ file, count, code, message }: RefusedFiles): SkippedItem => ({ item: shown(file), code, message: count === 1 ? message : `${message} The same holds for ${count - 1} more files.` });
  const refused = survey.refused.map(told);
  for (const link of outside) refused.push({ item: relative(base, link).split(sep).join('/'), code: 'PATH_NOT_ALLOWED', message: 'The path is outside the directories that imports may read.' });
  return { series: named(survey.series, shown), refused };
}
