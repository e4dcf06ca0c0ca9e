import type { ImportSource } from '../../ports/import-source.js';
import type { ImportPlan } from '../ingest-service.js';

/** What a layout reads directories with. */
export interface LayoutDeps {
  readonly source: ImportSource;
  /** Absolute paths below which directories may be read. */
  readonly importRoots: readonly string[];
}

/** What a layout makes of a directory. */
export type LaidOut = Omit<ImportPlan, 'patientsAssumed'>;

export const NOTHING_LAID_OUT: LaidOut = { items: [], refused: [], leftOut: [], remarks: [] };

/** What several parts of a directory come to, one after the other; a remark that all make is made once. */
export function joined(parts: readonly LaidOut[]): LaidOut {
  return {
    items: parts.flatMap(({ items }) => items),
    refused: parts.flatMap(({ refused }) => refused),
    leftOut: parts.flatMap(({ leftOut }) => leftOut),
    remarks: [...new Set(parts.flatMap(({ remarks }) => remarks))],
  };
}
