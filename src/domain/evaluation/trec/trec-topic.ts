import type { DepthQuery, ListedTopic } from '../depth/depth-gallery.js';

/** A topic with its list and its answers in full, as the files of TREC hold them. */
export interface TrecTopic extends ListedTopic {
  /** Names the topic in both files; without white space. */
  readonly id: string;
}

/** A query has a topic for each class, so both name it. */
export function trecTopicId({ query }: Pick<DepthQuery, 'query'>, region: string): string {
  return `${query}/${region}`;
}
