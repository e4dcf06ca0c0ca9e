import type { SourceTaxonomy } from '../../../domain/anatomy/taxonomy.js';
import type { ErrorCode } from '../../../domain/errors/error-codes.js';
import type { Shape, Spacing } from '../../../domain/geometry/volume.js';
import type { Split, VolumeLabels } from '../../ports/records.js';
import type { ImportLayout } from '../ingest-service.js';

/** What an import would do with one file. */
export type PreviewRow =
  | {
      readonly kind: 'IMPORT';
      readonly item: string;
      readonly split: Split;
      readonly labels: VolumeLabels;
      /** Of its label map or masks; null without. */
      readonly taxonomy: SourceTaxonomy | null;
      /** False: the file is taken for a patient of its own. */
      readonly patientDeclared: boolean;
      /** Of the canonical grid. */
      readonly shape: Shape;
      /** In mm. */
      readonly spacing: Spacing;
    }
  | { readonly kind: 'SKIP'; readonly item: string; readonly reason: string }
  | { readonly kind: 'REFUSE'; readonly item: string; readonly code: ErrorCode; readonly reason: string };

export interface PreviewTotals {
  readonly imported: number;
  readonly skipped: number;
  readonly refused: number;
  /** Declared ones, and one for each file that is taken for its own. */
  readonly patients: number;
  readonly slices: number;
  readonly withSegmentation: number;
  readonly splits: Readonly<Record<Split, number>>;
}

/** What an import would do, found out from names, tables and headers. */
export interface ImportPreview {
  readonly layout: ImportLayout;
  /** Why this layout, for people. */
  readonly because: string;
  /** What is imported, then what is refused, then what is skipped. */
  readonly rows: readonly PreviewRow[];
  readonly totals: PreviewTotals;
  readonly remarks: readonly string[];
  readonly patientsAssumed: boolean;
}

export interface ImportPreviews {
  /**
   * Reads a directory as `IngestService.planDirectory` does, and the headers of its scans and label maps; changes nothing. What only voxels tell — damage
   * beyond a header, masks one a structure, voxels that are stored already — comes out in the import. Throws as planDirectory.
   */
  preview(request: { readonly directory: string; readonly layout: ImportLayout | 'AUTO'; readonly manifest: string | null }): Promise<ImportPreview>;
}
