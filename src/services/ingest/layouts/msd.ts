import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { Producer, SkippedItem, Split } from '../../ports/records.js';
import { UNKNOWN_PRODUCER } from '../../ports/records.js';
import { allowedPath } from '../allowed-paths.js';
import { isNifti, withoutExtension } from '../default-labels.js';
import type { ImportItem, LeftOutItem } from '../ingest-service.js';
import { allowedDirectory } from '../walk-directory.js';
import { gather } from './gather.js';
import { joined } from './laid-out.js';
import type { LaidOut, LayoutDeps } from './laid-out.js';
import { coveredBy, taxonomyOfNames } from './named-labels.js';

/** What describes a task of the Medical Segmentation Decathlon. */
export const MSD_TASK = 'dataset.json';
const TASK_LIMIT = 16 << 20;

/** Scans of the release have such names; one of another name may bear that of a patient. */
const SCAN = /^[a-z]+_\d{1,4}$/iu;

const text = z.string().min(1).max(500);
const taskSchema = z.object({
  name: text,
  release: z.string().max(500).optional(),
  modality: z.record(z.string(), text),
  labels: z.record(z.string().regex(/^\d{1,5}$/u), text),
  training: z.array(z.object({ image: text, label: text })),
  test: z.array(z.union([text, z.object({ image: text }).transform(({ image }) => image)])).default([]),
});

type Task = z.infer<typeof taskSchema>;

interface Scan {
  readonly image: string;
  readonly label: string | null;
  readonly split: Split;
}

async function readTask({ source, importRoots }: LayoutDeps, path: string, name: string): Promise<Task> {
  const invalid = (message: string, cause?: unknown): VoxseekError => new VoxseekError('MANIFEST_INVALID', `${name}: ${message}`, { path: name, cause });
  let json: unknown;
  try {
    json = JSON.parse(await source.readText(await allowedPath(source, importRoots, path), TASK_LIMIT));
  } catch (error) {
    if (error instanceof VoxseekError) throw error;
    throw invalid('this is no JSON.', error);
  }
  const task = taskSchema.safeParse(json);
  if (task.success) return task.data;
  const [issue] = task.error.issues;
  throw invalid(`${issue?.path.join('.') ?? 'the file'} is not as a task of the Medical Segmentation Decathlon has it (${issue?.message ?? 'unreadable'}).`);
}

/** How reports name a file of a task: from the directory of the import. */
const named = (prefix: string, image: string): string => `${prefix}${image.replace(/^\.\//u, '')}`;

/** NIfTI files beside those that the task names. Those whose name begins with a full stop, as archives of macOS have them, are not listed at all. */
async function unnamed({ source, importRoots }: LayoutDeps, directory: string, prefix: string, scans: readonly Scan[]): Promise<readonly LeftOutItem[]> {
  const known = new Set(scans.map(({ image }) => named(prefix, image)));
  const left: LeftOutItem[] = [];
  for (const folder of ['imagesTr', 'imagesTs']) {
    const path = join(directory, folder);
    if ((await source.kindOf(path)) !== 'DIRECTORY' || (await allowedDirectory(source, importRoots, path)) === null) continue;
    const files = (await source.list(path)).filter(({ name }) => isNifti(name)).map(({ name }) => `${prefix}${folder}/${name}`);
    left.push(...files.filter((file) => !known.has(file)).map((item) => ({ item, reason: `${MSD_TASK} does not name it.` })));
  }
  return left;
}

async function planTask(deps: LayoutDeps, directory: string, prefix: string): Promise<LaidOut> {
  const { source, importRoots } = deps;
  const task = await readTask(deps, join(directory, MSD_TASK), `${prefix}${MSD_TASK}`);
  const scans: readonly Scan[] = [
    ...task.training.map(({ image, label }): Scan => ({ image, label, split: 'TRAIN' })),
    ...task.test.map((image): Scan => ({ image, label: null, split: 'TEST' })),
  ];
  const leftOut = await unnamed(deps, directory, prefix, scans);
  const modalities = Object.values(task.modality);
  const stranger = modalities.find((modality) => !/^ct$/iu.test(modality.trim()));
  if (stranger !== undefined) {
    const refused = scans.map(({ image }): SkippedItem => ({ item: named(prefix, image), code: 'NOT_CT', message: `${prefix}${MSD_TASK} says that the scan is ${modalities.join(', ')}.` }));
    return { items: [], refused, leftOut, remarks: [] };
  }
  const names = Object.fromEntries(Object.entries(task.labels).filter(([value]) => Number(value) !== 0));
  const taxonomy = taxonomyOfNames(Object.values(names));
  const producer: Producer = { kind: 'MANUAL', name: 'Medical Segmentation Decathlon', version: task.release ?? null };
  const itemOf = async ({ image, label, split }: Scan): Promise<ImportItem> => {
    const labelSource = label === null || taxonomy === null ? null : ({ kind: 'NAMED_MAP', path: await allowedPath(source, importRoots, resolve(directory, label)), taxonomy, valueNames: names } as const);
    const stem = withoutExtension(image);
    return {
      item: named(prefix, image),
      source: { kind: 'FILE', path: await allowedPath(source, importRoots, resolve(directory, image)) },
      name: SCAN.test(stem) ? stem : null,
      // The release names scans, not patients.
      patient: null,
      study: null,
      split,
      labels: { task: task.name.slice(0, 200) },
      labelSource,
      producer: labelSource === null ? UNKNOWN_PRODUCER : producer,
      covers: labelSource === null ? null : coveredBy(labelSource.taxonomy, Object.values(names)),
      derivedFrom: [],
    };
  };
  const gathered = await gather(scans, ({ image }) => named(prefix, image), itemOf);
  const remarks = taxonomy === null ? [`No taxonomy knows the labels of ${task.name} (${Object.values(names).join(', ')}): its scans are imported without them.`] : [];
  return { ...gathered, leftOut, remarks };
}

/** The directories of tasks: the one given, or those in it. With a full stop for the one given. */
export async function msdTasks({ source, importRoots }: LayoutDeps, directory: string): Promise<readonly string[]> {
  const isTask = async (path: string): Promise<boolean> => (await source.kindOf(join(path, MSD_TASK))) === 'FILE';
  if (await isTask(directory)) return ['.'];
  const tasks: string[] = [];
  for (const { name, kind } of await source.list(directory)) {
    const path = join(directory, name);
    if (kind === 'DIRECTORY' && (await allowedDirectory(source, importRoots, path)) !== null && (await isTask(path))) tasks.push(basename(path));
  }
  return tasks;
}

/** One task of the Medical Segmentation Decathlon, or a directory of them. Throws MANIFEST_INVALID, PATH_NOT_ALLOWED, FILE_UNREADABLE. */
export async function planMsd(deps: LayoutDeps, directory: string): Promise<LaidOut> {
  const planned: LaidOut[] = [];
  for (const task of await msdTasks(deps, directory)) planned.push(await planTask(deps, join(directory, task), task === '.' ? '' : `${task}/`));
  return joined(planned);
}
