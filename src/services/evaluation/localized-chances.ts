import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import { simulateLocalizedChance } from '../../domain/evaluation/localized-chance.js';
import type { RowKind } from '../../domain/geometry/row-layout.js';
import type { VolumeId } from '../../domain/ids.js';
import type { RetrievalConfig } from '../../domain/ranking/retrieval-config.js';
import type { VoxelHashOf } from '../../domain/ranking/slice-hit.js';
import { createRandom } from '../../domain/statistics/random.js';
import { seedFor } from './figures-asked.js';
import type { LabelledMember } from './labelled-gallery.js';
import type { QueryToRank } from './rank-query.js';
import type { RunVolumes } from './run-volumes.js';

/** Shuffles for each class, spread evenly over its queries. */
const SHUFFLES_A_CLASS = 200;
/** Followed by what is asked. */
export const CHANCE_SEED = 'localized chance';

type ChanceOf = QueryToRank['chanceOf'];

/** The chances of localized hits, query by query; seeded by what is asked, so that they are the same however a run is paged. */
export function createLocalizedChances({ gallery, queries }: RunVolumes, { patches }: RowKind, config: RetrievalConfig, hashOf: VoxelHashOf): (query: LabelledMember, eligible: readonly VolumeId[]) => ChanceOf {
  const askedOf = (taxonomy: EvaluationTaxonomy, region: string): number => queries.filter(({ judged }) => judged[taxonomy].shows.has(region)).length;
  const rule = { supportingSlices: config.supportingSlices, threshold: config.localizationThreshold };

  return (query, eligible) => {
    const wanted = new Set(eligible);
    const left = gallery.filter(({ member }) => wanted.has(member.volumeId));
    return (taxonomy, region, hits) => {
      if (hits.every((row) => row.length === 0)) return null;
      const times = Math.ceil(SHUFFLES_A_CLASS / Math.max(1, askedOf(taxonomy, region)));
      const random = createRandom(seedFor(config, `${CHANCE_SEED} ${query.member.voxelHash} ${taxonomy} ${region}`));
      const similarities = hits.map((row) => row.map(({ similarity }) => similarity));
      const volumes = left.map(({ judged }) => judged[taxonomy]);
      return simulateLocalizedChance({ similarities, eligible: volumes, patches, region, aggregation: config.aggregation, rule }, times, hashOf, random);
    };
  };
}
