import { trecField } from './trec-field.js';
import type { TrecTopic } from './trec-topic.js';

/**
 * The lines of a TREC run file, `topic Q0 item rank score tag`, a block for each topic. The score is −rank: trec_eval takes no notice
 * of the rank and sorts equal scores by item, so similarities would come back in another order. A topic with an empty list has no
 * line, and is averaged in as 0 only by tools that are told to (`trec_eval -c`).
 *
 * @param tag names the run; without white space
 * @throws TypeError where a name is empty or has white space
 */
export function* trecRun(topics: Iterable<TrecTopic>, tag: string): Generator<string> {
  const name = trecField(tag);
  for (const { id, ranked } of topics) {
    const topic = trecField(id);
    yield ranked.map((item, index) => `${topic} Q0 ${trecField(item)} ${index + 1} ${-(index + 1)} ${name}\n`).join('');
  }
}
