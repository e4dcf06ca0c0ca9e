import { dirname, join, relative, resolve, sep } from 'node:path';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { UNKNOWN_PRODUCER } from '../ports/records.js';
import { allowedPath } from './allowed-paths.js';
import { isNifti, isScan, labelsBeside, TOTALSEGMENTATOR } from './default-labels.js';
import { chooseSeries } from './dicom/choose-series.js';
import { findSeries } from './dicom/plan-series.js';
import type { NamedSeries, SeriesDeps } from './dicom/plan-series.js';
import type { ImportItem, ImportLayout, ImportPlan, LabelSource, PatientReference, PlanOptions, PlanRequest } from './ingest-service.js';
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
import { parseStructureNames } from './structure-names.js';
import { allowedDirectory, walkDirectory } from './walk-directory.js';

export type PlanDeps = SeriesDeps;

export const MANIFEST_LIMIT = 64 << 20;
const UNDECLARED = { name: null, patient: null, study: null, split: 'NONE', labels: {}, covers: null, derivedFrom: [] } as const;

async function files(deps: PlanDeps, { layout }: PlanRequest, directory: string): Promise<readonly { readonly item: string; readonly path: string }[]> {
  if (layout !== 'TOTALSEGMENTATOR') {
    const found = await walkDirectory(deps.source, deps.importRoots, directory);
    const taken = layout === 'NIFTI' ? isNifti : isScan;
    return found.filter(({ name }) => taken(name)).map(({ relativePath, path }) => ({ item: relativePath, path }));
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
  return { ...UNDECLARED, item: file.item, source: { kind: 'FILE', path }, labelSource, producer: labels === null ? UNKNOWN_PRODUCER : TOTALSEGMENTATOR };
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

const keyed = (key: string | null): PatientReference | null => (key === null ? null : { kind: 'KEY', key });

/** A series of a directory, with the identity of its headers. */
const seriesItem = ({ item, series: { files, stack, patient, study, grid } }: NamedSeries): ImportItem => ({
  ...UNDECLARED, item, source: { kind: 'DICOM_SERIES', files, stack }, patient: keyed(patient), study: patient === null ? null : keyed(study), labelSource: null, producer: UNKNOWN_PRODUCER, grid,
});

/** A line of a manifest names a file, or, of DICOM, the file or directory that holds one series. */
async function declaredSource(deps: PlanDeps, { layout }: PlanRequest, path: string, options: PlanOptions): Promise<Pick<ImportItem, 'source' | 'patient' | 'study' | 'grid'>> {
  if (layout !== 'DICOM') return { source: { kind: 'FILE', path }, patient: null, study: null };
  const { series, refused } = await findSeries(deps, path, options);
  const { files, stack, patient, study, grid } = chooseSeries({ series: series.map((named) => named.series), refused: refused.map((one) => ({ ...one, file: one.item, count: 1 })) }, null);
  return { source: { kind: 'DICOM_SERIES', files, stack }, patient: keyed(patient), study: keyed(study), grid };
}

async function declaredItem(deps: PlanDeps, request: PlanRequest, row: ManifestRow, base: string, item: string, options: PlanOptions): Promise<ImportItem> {
  const named = resolve(base, row.file);
  const path = await allowedPath(deps.source, deps.importRoots, named);
  const labelSource = await declaredLabels(deps, request, row, base, named);
  const { source, grid, ...header } = await declaredSource(deps, request, path, options);
  const patient = keyed(row.patient) ?? header.patient;
  return {
    item,
    source,
    name: row.name,
    patient,
    study: patient === null ? null : (keyed(row.study) ?? header.study),
    split: row.split,
    labels: row.labels,
    labelSource,
    producer: row.producer ?? (labelSource !== null && row.segmentation === null ? TOTALSEGMENTATOR : UNKNOWN_PRODUCER),
    covers: row.covers,
    derivedFrom: row.derivedFrom,
    ...(grid === undefined ? {} : { grid }),
  };
}

async function gatherSeries(deps: PlanDeps, directory: string, options: PlanOptions): Promise<LaidOut> {
  const { series, refused } = await findSeries(deps, directory, options);
  return { ...NOTHING_LAID_OUT, items: series.map(seriesItem), refused };
}

const SOUGHT: Readonly<Record<ImportLayout, string>> = {
  NIFTI: 'a .nii or .nii.gz file',
  FILES: 'a .nii, .nii.gz, .nrrd, .nhdr, .mha or .mhd file',
  TOTALSEGMENTATOR: '<case>/ct.nii.gz',
  MSD: 'a scan that dataset.json names',
  THREE_D_MIR: 'a scan that dataset.json and a table of 3D-MIR name',
  BIDS: 'sub-<label>/ct/*_ct.nii.gz',
  DICOM: 'a DICOM file',
};

async function undeclared(deps: PlanDeps, request: PlanRequest, directory: string, options: PlanOptions): Promise<LaidOut> {
  switch (request.layout) {
    case 'MSD':
      return planMsd(deps, directory);
    case 'THREE_D_MIR':
      return planThreeDMir(deps, directory);
    case 'BIDS':
      return planBids(deps, directory);
    case 'DICOM':
      return gatherSeries(deps, directory, options);
    case 'NIFTI':
    case 'FILES':
    case 'TOTALSEGMENTATOR': {
      const gathered = await gather(await files(deps, request, directory), ({ item }) => item, (file) => undeclaredItem(deps, request, file));
      const release = request.layout !== 'TOTALSEGMENTATOR' ? null : await readRelease(deps, directory);
      return release === null ? { ...NOTHING_LAID_OUT, ...gathered } : withRelease(gathered, release);
    }
  }
}

/** For who neither follows nor stops a plan. */
const UNFOLLOWED: PlanOptions = { signal: new AbortController().signal, onProgress: () => undefined };

/** See `IngestService.planDirectory`. */
export async function planDirectory(deps: PlanDeps, request: PlanRequest, options: PlanOptions = UNFOLLOWED): Promise<ImportPlan> {
  const directory = await allowedPath(deps.source, deps.importRoots, request.directory);
  if ((await deps.source.kindOf(directory)) !== 'DIRECTORY') {
    throw new VoxseekError('FILE_UNREADABLE', 'The path is not a directory.', { path: request.directory });
  }
  let planned: LaidOut;
  if (request.manifest === null) {
    planned = await undeclared(deps, request, directory, options);
  } else {
    requireTakesManifest(request);
    const manifest = await allowedPath(deps.source, deps.importRoots, resolve(directory, request.manifest));
    const base = dirname(manifest);
    // Paths in archives of DICOM name patients.
    const itemOf = (row: ManifestRow): string => (request.layout === 'DICOM' ? `line ${row.line}` : relative(directory, resolve(base, row.file)).split(sep).join('/'));
    const rows = parseManifest(await deps.source.readText(manifest, MANIFEST_LIMIT));
    planned = { ...NOTHING_LAID_OUT, ...(await gather(rows, itemOf, (row) => declaredItem(deps, request, row, base, itemOf(row), options))) };
  }
  if (planned.items.length + planned.refused.length === 0) {
    const sought = request.manifest !== null ? 'a manifest with a line' : SOUGHT[request.layout];
    throw new VoxseekError('NOTHING_TO_IMPORT', `The directory has nothing to import: ${sought} was looked for.`, { path: request.directory });
  }
  const names = request.structureNames == null ? null : parseStructureNames(request.structureNames);
  const items = planned.items.map((item) => (names === null || item.labelSource === null ? item : { ...item, labelSource: { ...item.labelSource, names } }));
  return { ...planned, items, patientsAssumed: items.some(({ patient }) => patient === null) };
}
