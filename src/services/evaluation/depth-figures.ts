import { classesOf } from '../../domain/anatomy/labels.js';
import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import { createDepthGallery } from '../../domain/evaluation/depth/depth-gallery.js';
import type { DepthQuery } from '../../domain/evaluation/depth/depth-gallery.js';
import { nameOfMeasure } from '../../domain/evaluation/depth/depth-measure.js';
import { evaluateDepth } from '../../domain/evaluation/depth/evaluate-depth.js';
import type { DepthByClass, DepthSummary } from '../../domain/evaluation/depth/depth-summary.js';
import { excludedFor } from '../../domain/evaluation/exclusions.js';
import type { VolumeId } from '../../domain/ids.js';
import type { RetrievalConfig } from '../../domain/ranking/retrieval-config.js';
import { depthMeasuresOf } from './figures-asked.js';
import type { RankedEntry, RankedList } from './ranked-list.js';
import type { RunVolumes } from './run-volumes.js';

/** The volumes that each query ranked, as questions at depth: one for a VOLUME query, one for each region of a REGION query; none in other modes. */
export function depthQueries(taxonomy: EvaluationTaxonomy, { classes }: RetrievalConfig, { gallery, queries, origins }: RunVolumes, lists: readonly RankedList[]): readonly DepthQuery[] {
  const present = new Set<string>(gallery.map(({ member }) => member.volumeId));
  const listOf = new Map(lists.map((list) => [list.queryVolumeId, list]));
  return queries.flatMap(({ member, judged }): readonly DepthQuery[] => {
    const list = listOf.get(member.volumeId);
    const { shows } = judged[taxonomy];
    const asked = [...shows.keys()].filter((region) => classes?.includes(region) ?? true);
    const query = { query: member.volumeId, patientId: member.patientId, excluded: excludedFor(member, origins) };
    const idsOf = (ranked: readonly RankedEntry[]): readonly VolumeId[] => ranked.map(({ volumeId }) => volumeId).filter((id) => present.has(id));
    if (list?.mode === 'VOLUME') return [{ ...query, regions: asked, ranked: idsOf(list.ranked) }];
    if (list?.mode !== 'REGION') return [];
    return list.regions.filter((region) => region.taxonomy === taxonomy).map(({ region, ranked }) => ({ ...query, regions: [region], ranked: idsOf(ranked) }));
  });
}

/** The volumes of a run that may be found, as a gallery at depth. */
export function depthGallery(taxonomy: EvaluationTaxonomy, { gallery }: RunVolumes): ReturnType<typeof createDepthGallery> {
  return createDepthGallery(
    gallery.map(({ member, judged }) => ({ id: member.volumeId, covers: judged[taxonomy].covers, shows: judged[taxonomy].shows.keys() })),
    classesOf(taxonomy),
  );
}

/** Every measure at depth of a run in the modes VOLUME and REGION; empty in others. A place beyond the depth to which lists are kept is a miss. */
export function depthFigures(taxonomy: EvaluationTaxonomy, config: RetrievalConfig, volumes: RunVolumes, lists: readonly RankedList[]): readonly DepthByClass[] {
  const queries = depthQueries(taxonomy, config, volumes, lists);
  if (queries.length === 0) return [];
  const gallery = depthGallery(taxonomy, volumes);
  const topics = function* () {
    for (const query of queries) yield* gallery.topics(query);
  };
  return evaluateDepth(topics(), classesOf(taxonomy), depthMeasuresOf(config)).map(({ measure, ...figures }) => ({ ...figures, measure: nameOfMeasure(measure) }));
}

export function summaryOf({ measure, topics, classMean, classChanceMean, classLiftMean, topicMean, topicChanceMean }: DepthByClass): DepthSummary {
  return { measure, topics, classMean, classChanceMean, classLiftMean, topicMean, topicChanceMean };
}
