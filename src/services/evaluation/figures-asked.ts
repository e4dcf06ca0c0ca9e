import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import { DEFAULT_DEPTH_MEASURES } from '../../domain/evaluation/depth/depth-measure.js';
import type { DepthMeasure } from '../../domain/evaluation/depth/depth-measure.js';
import type { RetrievalConfig } from '../../domain/ranking/retrieval-config.js';
import { JUDGED_TAXONOMIES } from './labelled-gallery.js';

type Asked = Pick<RetrievalConfig, 'figures'>;

/** The taxonomies that a run is judged in, in the order of its figures. */
export function taxonomiesOf({ figures }: Asked): readonly EvaluationTaxonomy[] {
  const asked = figures?.taxonomies;
  return asked === undefined ? JUDGED_TAXONOMIES : JUDGED_TAXONOMIES.filter((taxonomy) => asked.includes(taxonomy));
}

/** The measures at depth that a run is given: with depths of its own every measure that has one at each of them. */
export function depthMeasuresOf({ figures }: Asked): readonly DepthMeasure[] {
  const depths = figures?.depths;
  if (depths === undefined) return DEFAULT_DEPTH_MEASURES;
  const at = (kind: Extract<DepthMeasure, { readonly k: number }>['kind']): readonly DepthMeasure[] => depths.map((k) => ({ kind, k }));
  return [...at('SUCCESS'), ...at('PRECISION'), { kind: 'AVERAGE_PRECISION' }, ...at('AVERAGE_PRECISION_OF_RETURNED'), ...at('NDCG'), { kind: 'RECIPROCAL_RANK' }];
}

/** What seeds a random draw of a run. */
export function seedFor({ figures }: Asked, draw: string): string {
  return figures?.seed === undefined ? draw : `${draw} ${figures.seed}`;
}
