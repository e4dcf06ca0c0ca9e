import { join } from 'node:path';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import { allowedPath } from '../allowed-paths.js';
import type { DetectedLayout } from '../ingest-service.js';
import { isNifti, isScan } from '../default-labels.js';
import type { SeriesDeps } from '../dicom/plan-series.js';
import { allowedDirectory, walkDirectory } from '../walk-directory.js';
import type { FoundFile } from '../walk-directory.js';
import { BIDS_DESCRIPTION } from './bids.js';
import type { LayoutDeps } from './laid-out.js';
import { MSD_TASK, msdTasks } from './msd.js';
import { mirTables } from './three-d-mir.js';

/** Directories looked into for a case: releases have nothing else, and a heap of other directories need not be searched. */
const MOST_LOOKED_INTO = 50;

async function caseIn({ source, importRoots }: LayoutDeps, directory: string): Promise<string | null> {
  const directories = (await source.list(directory)).filter(({ kind }) => kind === 'DIRECTORY').slice(0, MOST_LOOKED_INTO);
  for (const { name } of directories) {
    const path = join(directory, name);
    if ((await allowedDirectory(source, importRoots, path)) === null) continue;
    const held = (await source.list(path)).map((entry) => entry.name);
    const ct = ['ct.nii.gz', 'ct.nii'].find((one) => held.includes(one));
    if (ct !== undefined) return `${name}/${ct}`;
  }
  return null;
}

/** Files of a heap whose headers are looked at. */
const MOST_SAMPLED = 20;

async function holdsDicom({ source, importRoots, dicom, limits }: SeriesDeps, found: readonly FoundFile[]): Promise<boolean> {
  const sampled: string[] = [];
  for (const { path } of found.slice(0, MOST_SAMPLED)) sampled.push(await allowedPath(source, importRoots, path));
  const { series, refused } = await dicom.survey(sampled, { limits, signal: new AbortController().signal });
  return series.length + refused.length > 0;
}

/** Of files in no known order. */
async function detectHeap(deps: SeriesDeps, directory: string): Promise<DetectedLayout> {
  const found = await walkDirectory(deps.source, deps.importRoots, directory);
  if (found.some(({ name }) => isNifti(name))) return { layout: 'NIFTI', because: 'no other layout was recognised' };
  if (found.some(({ name }) => isScan(name))) return { layout: 'FILES', because: 'there are files of NRRD or MetaImage, and none of NIfTI' };
  if (await holdsDicom(deps, found)) return { layout: 'DICOM', because: 'there are DICOM files, and no others with a scan' };
  return { layout: 'NIFTI', because: 'no other layout was recognised' };
}

/** How files lie in a directory, told by what marks each layout; NIFTI where nothing does. Throws PATH_NOT_ALLOWED, FILE_UNREADABLE. */
export async function detectLayout(deps: SeriesDeps, named: string): Promise<DetectedLayout> {
  const directory = await allowedPath(deps.source, deps.importRoots, named);
  if ((await deps.source.kindOf(directory)) !== 'DIRECTORY') throw new VoxseekError('FILE_UNREADABLE', 'The path is not a directory.', { path: named });
  const [task] = await msdTasks(deps, directory);
  if (task !== undefined) {
    const seen = task === '.' ? MSD_TASK : `${task}/${MSD_TASK}`;
    const { labels } = await mirTables(deps, directory);
    if (labels.length > 0) return { layout: 'THREE_D_MIR', because: `there are ${seen} and tables of 3D-MIR` };
    return { layout: 'MSD', because: `there is ${seen}` };
  }
  if ((await deps.source.kindOf(join(directory, BIDS_DESCRIPTION))) === 'FILE') return { layout: 'BIDS', because: `there is ${BIDS_DESCRIPTION}` };
  const found = await caseIn(deps, directory);
  if (found !== null) return { layout: 'TOTALSEGMENTATOR', because: `there is ${found}` };
  return detectHeap(deps, directory);
}
