import type { ImportPlan, PlannedFile } from './client/import-plan.js';
import { columns } from './columns.js';

const FATES: Readonly<Record<PlannedFile['fate'], string>> = { IMPORT: 'import', SKIP: 'skip', REFUSE: 'refuse' };

function what({ fate, code, reason, split, labels, taxonomy, shape, spacing }: PlannedFile): string {
  if (fate === 'SKIP') return reason ?? '';
  if (fate === 'REFUSE') return `${code ?? ''}  ${reason ?? ''}`;
  const parts = [
    `${shape?.join(' × ') ?? ''} of ${spacing?.map((mm) => mm.toFixed(2)).join(' × ') ?? ''} mm`,
    ...(split === null || split === 'NONE' ? [] : [split]),
    ...(taxonomy === null ? [] : [taxonomy]),
    ...labels.map(({ name, value }) => `${name}=${value}`),
  ];
  return parts.join(', ');
}

/** What an import would do, as a table for people. Files beyond those given are counted. */
export function importPlanText({ layout, because, totals, remarks, files, patientsAssumed }: ImportPlan, directory: string): string {
  const all = totals.imported + totals.skipped + totals.refused;
  const counts: readonly (readonly [string, number])[] = [['to import', totals.imported], ['to skip', totals.skipped], ['to refuse', totals.refused], ['patients', totals.patients], ['slices', totals.slices], ['with segmentation', totals.withSegmentation], ...totals.splits.map(({ split, volumes }) => [`in ${split}`, volumes] as const)];
  const width = Math.max(...counts.map(([, count]) => String(count).length));
  return [
    `Layout of ${directory}: ${layout}, since ${because}.`,
    '',
    ...columns(files.map((file) => [FATES[file.fate], file.item, what(file)])),
    ...(all > files.length ? [`… and ${all - files.length} more`] : []),
    '',
    ...columns(counts.map(([name, count]) => ['', String(count).padStart(width), name])),
    ...remarks,
    ...(patientsAssumed ? ['Files without a declared patient would be taken for patients of their own: docs/manifest.md says how to name patients.'] : []),
    'Nothing was imported.',
  ].join('\n');
}
