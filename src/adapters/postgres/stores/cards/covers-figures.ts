import { createHash } from 'node:crypto';
import type { SegmentationRecord } from '../../../../services/ports/records.js';

/** What is kept beside a segmentation so that cards need not open its lists; as the migration that brought it counts it for older rows. */
export function coversFigures({ covers, regions }: Pick<SegmentationRecord, 'covers' | 'regions'>): { readonly coversKey: string; readonly coversShown: string } {
  const shown = new Set(regions.filter(({ pixelCounts }) => pixelCounts.some((count) => count > 0)).map(({ region }) => region));
  return {
    coversKey: createHash('md5').update(covers.join('\n')).digest('hex'),
    coversShown: covers.map((label) => (shown.has(label) ? '1' : '0')).join(''),
  };
}
