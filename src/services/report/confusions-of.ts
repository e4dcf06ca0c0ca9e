import { classesOf } from '../../domain/anatomy/labels.js';
import { confusionOf } from '../../domain/evaluation/confusion.js';
import { JUDGED_TAXONOMIES } from '../evaluation/labelled-gallery.js';
import { firstStored } from './ranked-cells.js';
import type { RankedCell } from './ranked-cells.js';
import type { Confusion } from './report-input.js';

/** Which regions stand in for which, of the cells that ask for one region at a time. */
export function confusionsOf(cells: readonly RankedCell[]): readonly Confusion[] {
  return cells.flatMap((cell) =>
    JUDGED_TAXONOMIES.flatMap((taxonomy): readonly Confusion[] => {
      const trials = cell.lists.flatMap((list) => {
        if (list.mode !== 'REGION' && list.mode !== 'LOCALIZED') return [];
        return list.regions
          .filter((region) => region.taxonomy === taxonomy && cell.queries.has(list.queryVolumeId))
          .map(({ region, ranked }) => ({ region, first: firstStored(ranked, cell)?.labelled.judged[taxonomy] ?? null }));
      });
      return trials.length === 0 ? [] : [{ mode: cell.mode, cell: cell.name, taxonomy, asked: confusionOf(trials, classesOf(taxonomy)) }];
    }),
  );
}
