import { isVoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { SkippedItem } from '../../ports/records.js';
import type { ImportItem, ImportPlan } from '../ingest-service.js';

/** An item that cannot even be planned is listed with its code; only a wrong manifest or table stops everything. */
export async function gather<T>(inputs: readonly T[], nameOf: (input: T) => string, make: (input: T) => Promise<ImportItem>): Promise<Pick<ImportPlan, 'items' | 'refused'>> {
  const items: ImportItem[] = [];
  const refused: SkippedItem[] = [];
  for (const input of inputs) {
    try {
      items.push(await make(input));
    } catch (error) {
      if (!isVoxseekError(error) || error.code === 'MANIFEST_INVALID') throw error;
      refused.push({ item: nameOf(input), code: error.code, message: error.message });
    }
  }
  // Scans before those that were generated from them; else in the order given.
  return { items: [...items.filter((item) => item.derivedFrom.length === 0), ...items.filter((item) => item.derivedFrom.length > 0)], refused };
}
