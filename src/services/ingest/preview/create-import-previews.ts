import { VoxseekError, isVoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { CanonicalGrid } from '../../../domain/geometry/volume.js';
import type { HeaderReader } from '../../ports/header-reader.js';
import type { Split } from '../../ports/records.js';
import { isNifti } from '../default-labels.js';
import type { ImportItem, IngestService } from '../ingest-service.js';
import { requireSameGrid } from '../on-grid.js';
import { resolveLayout } from '../resolve-layout.js';
import type { ImportPreviews, PreviewRow, PreviewTotals } from './import-preview.js';

export interface ImportPreviewDeps {
  readonly ingest: Pick<IngestService, 'ofOneListing'>;
  readonly headers: HeaderReader;
}

/** Headers read at once: a disk answers several requests sooner than one after the other. */
const LANES = 16;

/** Of DICOM the plan has read the headers. */
async function gridOf({ headers }: ImportPreviewDeps, { source, grid }: ImportItem): Promise<CanonicalGrid> {
  if (source.kind === 'FILE') return headers.readGrid(source.path);
  if (grid === undefined) throw new VoxseekError('INTERNAL', 'The plan has an item whose headers were not read.');
  if (grid.kind === 'REFUSED') throw new VoxseekError(grid.code, grid.message);
  return grid.grid;
}

async function rowOf(deps: ImportPreviewDeps, planned: ImportItem): Promise<PreviewRow> {
  const { item, split, labels, labelSource, patient } = planned;
  try {
    const grid = await gridOf(deps, planned);
    if (grid.shape[2] < 2) throw new VoxseekError('TOO_FEW_SLICES', `The volume has ${grid.shape[2]} axial slice; at least two are needed.`);
    // One mask a structure is a hundred files a scan, and structures by name may lie on a grid of their own: they are opened when they are imported.
    if (labelSource !== null && labelSource.kind !== 'MASK_DIRECTORY' && isNifti(labelSource.path)) requireSameGrid(grid, await deps.headers.readGrid(labelSource.path), item);
    return { kind: 'IMPORT', item, split, labels, taxonomy: labelSource?.taxonomy ?? null, patientDeclared: patient !== null, shape: grid.shape, spacing: grid.spacing };
  } catch (error) {
    if (!isVoxseekError(error)) throw error;
    return { kind: 'REFUSE', item, code: error.code, reason: error.message };
  }
}

async function rowsOf(deps: ImportPreviewDeps, items: readonly ImportItem[]): Promise<readonly PreviewRow[]> {
  const rows = new Array<PreviewRow>(items.length);
  const queue = items.entries();
  const lane = async (): Promise<void> => {
    for (const [at, item] of queue) rows[at] = await rowOf(deps, item);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return rows;
}

function totalsOf(items: readonly ImportItem[], rows: readonly PreviewRow[]): PreviewTotals {
  const splits: Record<Split, number> = { TRAIN: 0, VALIDATION: 0, TEST: 0, NONE: 0 };
  const counts = { IMPORT: 0, SKIP: 0, REFUSE: 0 };
  const patients = new Set<string>();
  const byName = new Map(items.map((item) => [item.item, item]));
  let [slices, withSegmentation] = [0, 0];
  for (const row of rows) {
    counts[row.kind] += 1;
    if (row.kind !== 'IMPORT') continue;
    splits[row.split] += 1;
    slices += row.shape[2];
    withSegmentation += row.taxonomy === null ? 0 : 1;
    const patient = byName.get(row.item)?.patient ?? null;
    patients.add(patient === null ? `own ${row.item}` : `${patient.kind} ${patient.kind === 'KEY' ? patient.key : patient.pseudonym}`);
  }
  return { imported: counts.IMPORT, skipped: counts.SKIP, refused: counts.REFUSE, patients: patients.size, slices, withSegmentation, splits };
}

export function createImportPreviews(deps: ImportPreviewDeps): ImportPreviews {
  return {
    async preview({ directory, layout: asked, manifest }) {
      const reading = deps.ingest.ofOneListing();
      const { layout, because } = await resolveLayout(reading, { directory, layout: asked, manifest });
      const plan = await reading.planDirectory({ directory, layout, manifest });
      const looked = await rowsOf(deps, plan.items);
      const refused = plan.refused.map(({ item, code, message }): PreviewRow => ({ kind: 'REFUSE', item, code, reason: message }));
      const skipped = plan.leftOut.map(({ item, reason }): PreviewRow => ({ kind: 'SKIP', item, reason }));
      const rows = [...looked.filter(({ kind }) => kind === 'IMPORT'), ...looked.filter(({ kind }) => kind === 'REFUSE'), ...refused, ...skipped];
      return { layout, because, rows, totals: totalsOf(plan.items, rows), remarks: plan.remarks, patientsAssumed: plan.patientsAssumed };
    },
  };
}
