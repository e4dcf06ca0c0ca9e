import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import { JUDGED_TAXONOMIES } from '../evaluation/labelled-gallery.js';

/** What of a run or a benchmark can be taken away as a file. */
export type ExportFormat = 'TREC_RUN' | 'TREC_QRELS' | 'CSV' | 'JSON';

/** A file of TREC holds the classes of one taxonomy, the others those of both. */
export type ExportFile = { readonly format: 'CSV' | 'JSON' } | { readonly format: 'TREC_RUN' | 'TREC_QRELS'; readonly taxonomy: EvaluationTaxonomy };

/** Its name, the last part of its address: `run.fine.trec`, `qrels.fine.trec`, `figures.csv`, `record.json`. */
export function fileNameOf(file: ExportFile): string {
  switch (file.format) {
    case 'CSV':
      return 'figures.csv';
    case 'JSON':
      return 'record.json';
    case 'TREC_RUN':
      return `run.${taxonomyName(file.taxonomy)}.trec`;
    case 'TREC_QRELS':
      return `qrels.${taxonomyName(file.taxonomy)}.trec`;
  }
}

/** The file of a name; null where none is called so. */
export function fileNamed(name: string): ExportFile | null {
  return ALL_FILES.find((file) => fileNameOf(file) === name) ?? null;
}

export const TABLE_FILES: readonly ExportFile[] = [{ format: 'CSV' }, { format: 'JSON' }];

export const TREC_FILES: readonly ExportFile[] = JUDGED_TAXONOMIES.flatMap((taxonomy) => [
  { format: 'TREC_RUN', taxonomy },
  { format: 'TREC_QRELS', taxonomy },
]);

const ALL_FILES = [...TABLE_FILES, ...TREC_FILES];

function taxonomyName(taxonomy: EvaluationTaxonomy): string {
  switch (taxonomy) {
    case 'COARSE_29':
      return 'coarse';
    case 'FINE_104':
      return 'fine';
  }
}
