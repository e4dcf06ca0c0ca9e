import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { TrecTopic } from '../../domain/evaluation/trec/trec-topic.js';
import { trecTopicId } from '../../domain/evaluation/trec/trec-topic.js';
import type { RetrievalConfig } from '../../domain/ranking/retrieval-config.js';
import { depthGallery, depthQueries } from '../evaluation/depth-figures.js';
import type { RankedList } from '../evaluation/ranked-list.js';
import type { RunVolumes } from '../evaluation/run-volumes.js';

/** The topics of a run in one taxonomy, with their lists and answers, one made after the other: those that its measures at depth are means over. */
export function* trecTopics(taxonomy: EvaluationTaxonomy, config: RetrievalConfig, volumes: RunVolumes, lists: readonly RankedList[]): Generator<TrecTopic> {
  const gallery = depthGallery(taxonomy, volumes);
  for (const query of depthQueries(taxonomy, config, volumes, lists)) {
    for (const { region } of gallery.topics(query)) yield { id: trecTopicId(query, region), ...gallery.listed(query, region) };
  }
}
