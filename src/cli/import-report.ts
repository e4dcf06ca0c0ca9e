import type { ImportJob } from './client/import-job.js';
import { columns, skippedText } from './columns.js';

/** What came of an import, for people. */
export function importReport({ imported, skipped, skippedCount }: ImportJob, { dataset, manifest, earlier }: { readonly dataset: string; readonly manifest: boolean; readonly earlier: boolean }): string {
  const lines = [...skippedText(skipped, skippedCount)];
  if (imported !== null) {
    const { created, existing, patientsAssumed } = imported;
    const counts: readonly (readonly [string, number])[] = [['imported', created], ['already there', existing], ['skipped', skippedCount]];
    const width = Math.max(...counts.map(([, count]) => String(count).length));
    lines.unshift(
      earlier ? `Nothing has changed in the directory since it was imported into "${dataset}". Then:` : `Data set "${dataset}":`,
      ...columns(counts.map(([what, count]) => ['', String(count).padStart(width), what])),
    );
    if (patientsAssumed) {
      lines.push(
        manifest ? 'The manifest names no patient for some files: each of these was taken for a patient of its own.' : 'No manifest was given: each file was taken for a patient of its own.',
        'Where that is wrong, scans of one patient find each other and figures flatter: docs/manifest.md says how to name patients.',
      );
    }
    lines.push('', `To search it: voxseek index --dataset ${quoted(dataset)}`);
  }
  return lines.join('\n');
}

const quoted = (name: string): string => (/^[\w.-]+$/u.test(name) ? name : `'${name.replaceAll("'", String.raw`'\''`)}'`);
