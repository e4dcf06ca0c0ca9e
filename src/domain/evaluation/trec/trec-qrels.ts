import { trecField } from './trec-field.js';
import type { TrecTopic } from './trec-topic.js';

/**
 * The lines of a TREC qrels file, `topic 0 item 1`, a block for each topic. Only relevant items have one: every other item of a topic's list was
 * looked over and does not show the class, which is how the tools read an item without a line.
 *
 * @throws TypeError where a name is empty or has white space
 */
export function* trecQrels(topics: Iterable<TrecTopic>): Generator<string> {
  for (const { id, relevant } of topics) {
    const topic = trecField(id);
    yield relevant.map((item) => `${topic} 0 ${trecField(item)} 1\n`).join('');
  }
}
