import type { VectorIndexId } from '../../domain/ids.js';
import type { TeamCatalogue } from '../ports/catalogue.js';

/**
 * Does work in the collection that an index uses (null for EXACT, and before the first build). When a rebuild switches to another
 * one meanwhile, the work is done there as well: it was perhaps too late to be seen by the rebuild. The work must be idempotent.
 * Does nothing where the index is gone.
 */
export async function inCollection(team: TeamCatalogue, indexId: VectorIndexId, work: (collection: string | null) => Promise<void>): Promise<void> {
  let index = await team.indexes.get(indexId);
  while (index !== null) {
    const { collection } = index;
    const failure = await work(collection).then(
      () => null,
      (error: unknown) => ({ error }),
    );
    index = await team.indexes.get(indexId);
    if (index?.collection !== collection) continue;
    // A failure counts only where the collection was not dropped under our hands.
    if (failure !== null) throw failure.error;
    return;
  }
}
