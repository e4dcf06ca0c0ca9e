import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { repository } from './running-voxseek.js';

/** A real CT of the shared material: `region` is what it shows, judged by a person who looked at it. */
export interface SharedCt {
  readonly name: string;
  readonly file: string;
  readonly patient: string;
  readonly region: string;
}

interface Entry {
  readonly file: string;
  readonly what: string;
  readonly region?: string;
  readonly patient?: string;
}

const shared = join(repository, '..', 'shared');

/** The scans of `../shared/ct` without their masks; null where there are none. */
export async function readSharedCts(): Promise<readonly SharedCt[] | null> {
  let entries: readonly Entry[];
  try {
    entries = JSON.parse(await readFile(join(shared, 'manifest.json'), 'utf8')) as readonly Entry[];
  } catch {
    return null;
  }
  return entries.flatMap(({ file, what, region, patient }) =>
    /^ct\/.*\.nii\.gz$/u.test(file) && what.startsWith('CT HU') && region !== undefined && patient !== undefined
      ? [{ name: basename(file, '.nii.gz'), file: join(shared, file), patient, region }]
      : [],
  );
}

/** Copies scans into a directory of their own, as an import wants them, with the manifest that tells patients and regions. */
export async function layOutScans(directory: string, scans: readonly SharedCt[]): Promise<{ readonly directory: string; readonly manifest: string }> {
  await mkdir(directory, { recursive: true });
  for (const { file } of scans) await copyFile(file, join(directory, basename(file)));
  const manifest = join(directory, 'manifest.csv');
  const rows = scans.map(({ name, file, patient, region }) => [basename(file), name, patient, region]);
  await writeFile(manifest, [['file', 'name', 'patient', 'label:region'], ...rows].map((row) => `${row.join(',')}\n`).join(''));
  return { directory, manifest };
}
