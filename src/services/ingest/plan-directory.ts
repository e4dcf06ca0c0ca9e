import { dirname, join, relative, resolve, sep } from 'node:path';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ImportSource } from '../ports/import-source.js';
import { UNKNOWN_PRODUCER } from '../ports/records.js';
import { allowedPath } from './allowed-paths.js';
import { isNifti, labelsBeside, TOTALSEGMENTATOR } from './default-labels.js';
import type { ImportItem, ImportLayout, ImportPlan, LabelSource } from './ingest-service.js';
import { planBids } from './layouts/bids.js';
import { gather } from './layouts/gather.js';
import { NOTHING_LAID_OUT } from './layouts/laid-out.js';
import type { LaidOut } from './layouts/laid-out.js';
import { planMsd } from './layouts/msd.js';
import { planThreeDMir } from './layouts/three-d-mir.js';
import { readRelease, withRelease } from './layouts/totalsegmentator-release.js';
import { parseManifest } from './manifest.js';
import type { ManifestRow } from './manifest.js';
import { requireTakesManifest } from './resolve-layout.js';
import { allowedDirectory, walkDirectory } from './walk-directory.js';

export interface PlanDeps {
  readonly source: ImportSource;
  readonly importRoots: readonly string[];
}

interface PlanRequest {
  readonly directory: string;
  readonly layout: ImportLayout;
  readonly manifest: string | null;
}

export const MANIFEST_LIMIT = 64 << 20;
const UNDECLARED = { name: null, patient: null, study: null, split: 'NONE', labels: {}, covers: null, derivedFrom: [] } as const;

async function files(deps: PlanDeps, { layout }: PlanRequest, directory: string): Promise<readonly { readonly item: string; readonly path: string }[]> {
  if (layout === 'NIFTI') {
    const found = await walkDirectory(deps.source, deps.importRoots, directory);
    return found.filter(({ name }) => isNifti(name)).map(({ relativePath, path }) => ({ item: relativePath, path }));
  }
  const cases: { readonly item: string; readonly path: string }[] = [];
  for (const entry of await deps.source.list(directory)) {
    if (entry.kind !== 'DIRECTORY' || (await allowedDirectory(deps.source, deps.importRoots, join(directory, entry.name))) === null) continue;
    const held = (await deps.source.list(join(directory, entry.name))).map(({ name }) => name);
    // Masks without their CT are a case that is listed as unreadable, not one that is passed over.
    const ct = ['ct.nii.gz', 'ct.nii'].find((name) => held.includes(name)) ?? (held.includes('segmentations') ? 'ct.nii.gz' : undefined);
    if (ct !== undefined) cases.push({ item: `${entry.name}/${ct}`, path: join(directory, entry.name, ct) });
  }
  return cases;
}

async function undeclaredItem(deps: PlanDeps, request: PlanRequest, file: { readonly item: string; readonly path: string }): Promise<ImportItem> {
  const path = await allowedPath(deps.source, deps.importRoots, file.path);
  const labels = request.layout === 'TOTALSEGMENTATOR' ? await labelsBeside(deps.source, dirname(file.path)) : null;
  const labelSource = labels === null ? null : { ...labels, path: await allowedPath(deps.source, deps.importRoots, labels.path) };
  return { ...UNDECLARED, item: file.item, path, labelSource, producer: labels === null ? UNKNOWN_PRODUCER : TOTALSEGMENTATOR };
}

async function declaredLabels(deps: PlanDeps, request: PlanRequest, row: ManifestRow, base: string, path: string): Promise<LabelSource | null> {
  if (row.segmentation === null) {
    const beside = request.layout === 'TOTALSEGMENTATOR' ? await labelsBeside(deps.source, dirname(path)) : null;
    if (beside === null) return null;
    return { ...beside, taxonomy: row.taxonomy ?? beside.taxonomy, path: await allowedPath(deps.source, deps.importRoots, beside.path) };
  }
  if (row.taxonomy === null) {
    throw new VoxseekError('MANIFEST_INVALID', `Line ${row.line} of the manifest: segmentation is given without taxonomy.`, { path: `manifest:${row.line}` });
  }
  const labels = await allowedPath(deps.source, deps.importRoots, resolve(base, row.segmentation));
  const kind = (await deps.source.kindOf(labels)) === 'DIRECTORY' ? 'MASK_DIRECTORY' : 'LABEL_MAP';
  return { kind, path: labels, taxonomy: row.taxonomy };
}

async function declaredItem(deps: PlanDeps, request: PlanRequest, row: ManifestRow, base: string, item: string): Promise<ImportItem> {
  const named = resolve(base, row.file);
  const path = await allowedPath(deps.source, deps.importRoots, named);
  const labelSource = await declaredLabels(deps, request, row, base, named);
  return {
    item,
    path,
    name: row.name,
    patient: row.patient === null ? null : { kind: 'KEY', key: row.patient },
    study: row.study === null ? null : { kind: 'KEY', key: row.study },
    split: row.split,
    labels: row.labels,
    labelSource,
    producer: row.producer ?? (labelSource !== null && row.segmentation === null ? TOTALSEGMENTATOR : UNKNOWN_PRODUCER),
    covers: row.covers,
    derivedFrom: row.derivedFrom,
  };
}

const SOUGHT: Readonly<Record<ImportLayout, string>> = {
  NIFTI: 'a .nii or .nii.gz file',
  TOTALSEGMENTATOR: '<case>/ct.nii.gz',
  MSD: 'a scan that dataset.json names',
  THREE_D_MIR: 'a scan that dataset.json and a table of 3D-MIR name',
  BIDS: 'sub-<label>/ct/*_ct.nii.gz',
};

async function undeclared(deps: PlanDeps, request: PlanRequest, directory: string): Promise<LaidOut> {
  switch (request.layout) {
    case 'MSD':
      return planMsd(deps, directory);
    case 'THREE_D_MIR':
      return planThreeDMir(deps, directory);
    case 'BIDS':
      return planBids(deps, directory);
    case 'NIFTI':
    case 'TOTALSEGMENTATOR': {
      const gathered = await gather(await files(deps, request, directory), ({ item }) => item, (file) => undeclaredItem(deps, request, file));
      const release = request.layout === 'NIFTI' ? null : await readRelease(deps, directory);
      return release === null ? { ...NOTHING_LAID_OUT, ...gathered } : withRelease(gathered, release);
    }
  }
}

/** See `IngestService.planDirectory`. */
export async function planDirectory(deps: PlanDeps, request: PlanRequest): Promise<ImportPlan> {
  const directory = await allowedPath(deps.source, deps.importRoots, request.directory);
  if ((await deps.source.kindOf(directory)) !== 'DIRECTORY') {
    throw new VoxseekError('FILE_UNREADABLE', 'The path is not a directory.', { path: request.directory });
  }
  let planned: LaidOut;
  if (request.manifest === null) {
    planned = await undeclared(deps, request, directory);
  } else {
    requireTakesManifest(request);
    const manifest = await allowedPath(deps.source, deps.importRoots, resolve(directory, request.manifest));
    const base = dirname(manifest);
    const itemOf = (row: ManifestRow): string => relative(directory, resolve(base, row.file)).split(sep).join('/');
    const rows = parseManifest(await deps.source.readText(manifest, MANIFEST_LIMIT));
    planned = { ...NOTHING_LAID_OUT, ...(await gather(rows, itemOf, (row) => declaredItem(deps, request, row, base, itemOf(row)))) };
  }
  if (planned.items.length + planned.refused.length === 0) {
    const sought = request.manifest !== null ? 'a manifest with a line' : SOUGHT[request.layout];
    throw new VoxseekError('NOTHING_TO_IMPORT', `The directory has nothing to import: ${sought} was looked for.`, { path: request.directory });
  }
  return { ...planned, patientsAssumed: planned.items.some(({ patient }) => patient === null) };
}
