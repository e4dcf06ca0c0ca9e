import type { TeamCatalogue } from '../ports/catalogue.js';
import type { VectorIndexRecord } from '../ports/records.js';

/**
 * Asks the collection that an index had when it was opened; where a rebuild has dropped it meanwhile, the one that took its place.
 * A failure counts only where the collection is still the one in use.
 */
export async function askLatestCollection<Answer>(team: TeamCatalogue, index: VectorIndexRecord, opened: string, ask: (collection: string) => Promise<Answer>): Promise<Answer> {
  for (let collection = opened; ; ) {
    try {
      return await ask(collection);
    } catch (error) {
      const present = (await team.indexes.get(index.id))?.collection ?? null;
      if (present === null || present === collection) throw error;
      collection = present;
    }
  }
}
