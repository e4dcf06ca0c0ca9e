import type { VolumeId } from '../ids.js';

/** Which configuration returned a result, and where: what readers must not know. */
export interface ResultSource {
  /** Place of the configuration in the study, from 0. */
  readonly configuration: number;
  /** From 1. */
  readonly rank: number;
}

export interface PooledResult {
  readonly volumeId: VolumeId;
  /** One for each configuration that returned it within the depth; at least one. */
  readonly sources: readonly ResultSource[];
}

/** The first `depth` results of every configuration for one query, each volume once. `lists[c]` is best first and holds no volume twice. */
export function poolResults(lists: readonly (readonly VolumeId[])[], depth: number): readonly PooledResult[] {
  const sources = new Map<VolumeId, ResultSource[]>();
  for (const [configuration, list] of lists.entries()) {
    for (const [index, volumeId] of list.slice(0, depth).entries()) {
      const known = sources.get(volumeId);
      if (known === undefined) sources.set(volumeId, [{ configuration, rank: index + 1 }]);
      else known.push({ configuration, rank: index + 1 });
    }
  }
  return [...sources].map(([volumeId, of]) => ({ volumeId, sources: of }));
}
