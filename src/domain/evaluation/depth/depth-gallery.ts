import type { PatientId } from '../../ids.js';
import { rankedBits } from './ranked-bits.js';
import { eachBit, regionBits, setBits } from './region-bits.js';
import type { Topic } from './topic.js';

/** Something that can be returned: a volume, or a slice. */
export interface DepthItem {
  readonly id: string;
  /** Classes that were looked for. */
  readonly covers: Iterable<string>;
  /** Classes that it shows; one that is not covered does not count. */
  readonly shows: Iterable<string>;
}

export interface DepthQuery {
  /** Names the query among others; without white space, since files of TREC name topics by it. */
  readonly query: string;
  readonly patientId: PatientId;
  /** The classes asked for: those that the query shows, or the one of a REGION query. */
  readonly regions: readonly string[];
  /** Ids of eligible items, the best first, none twice. It may stop early: what is not in it is a miss. */
  readonly ranked: readonly string[];
  /** Ids that may not be returned. */
  readonly excluded: Iterable<string>;
}

/** One topic's list and answers in full, as other tools want them. */
export interface ListedTopic {
  /** Without the items in which nobody looked for the class. */
  readonly ranked: readonly string[];
  /** In the order of the gallery. */
  readonly relevant: readonly string[];
}

export interface DepthGallery {
  /**
   * One topic for each class of the query that an eligible item shows, in the order of the gallery's classes. An item in which nobody
   * looked for the class is neither right nor wrong: it is taken out of that topic's list and gallery, and those behind it move up.
   *
   * @throws RangeError where a ranked id is unknown, excluded or there twice
   */
  topics(query: DepthQuery): readonly Topic[];
  listed(query: DepthQuery, region: string): ListedTopic;
}

/** Labels as bits, so that a thousand lists of a thousand volumes are judged for a hundred classes at once in a moment. */
export function createDepthGallery(items: readonly DepthItem[], regions: readonly string[]): DepthGallery {
  const bits = regionBits(regions);
  const position = new Map(items.map(({ id }, index) => [id, index]));
  const covers = new Uint32Array(items.length * bits.words);
  const shows = new Uint32Array(items.length * bits.words);
  const judgedIn = new Uint32Array(regions.length);
  const shownIn = new Uint32Array(regions.length);
  items.forEach((item, index) => {
    const base = index * bits.words;
    setBits(covers, base, bits, item.covers);
    setBits(shows, base, bits, item.shows);
    for (let word = base; word < base + bits.words; word += 1) shows[word]! &= covers[word]!;
    eachBit(covers, base, bits.words, (slot) => (judgedIn[slot]! += 1));
    eachBit(shows, base, bits.words, (slot) => (shownIn[slot]! += 1));
  });

  const indexOf = (id: string): number => {
    const index = position.get(id);
    if (index === undefined) throw new RangeError(`"${id}" is not in the gallery`);
    return index;
  };
  /** Items that may not come (again) bear the number of the question. */
  const closed = new Uint32Array(items.length);
  let question = 0;
  const open = (excluded: Iterable<string>): readonly number[] => {
    question += 1;
    const out: number[] = [];
    for (const id of excluded) {
      const index = position.get(id);
      if (index === undefined || closed[index] === question) continue;
      closed[index] = question;
      out.push(index);
    }
    return out;
  };
  const take = (id: string): number => {
    const index = indexOf(id);
    if (closed[index] === question) throw new RangeError(`"${id}" is not eligible, or was ranked twice`);
    closed[index] = question;
    return index;
  };

  const lists = rankedBits(bits.words);

  return {
    topics({ query, patientId, regions: asked, ranked, excluded }) {
      const wanted = new Uint32Array(bits.words);
      setBits(wanted, 0, bits, asked);
      const judged = judgedIn.slice();
      const shown = shownIn.slice();
      for (const index of open(excluded)) {
        eachBit(covers, index * bits.words, bits.words, (slot) => (judged[slot]! -= 1));
        eachBit(shows, index * bits.words, bits.words, (slot) => (shown[slot]! -= 1));
      }
      const order = new Uint32Array(ranked.length);
      ranked.forEach((id, place) => (order[place] = take(id)));
      const slots: number[] = [];
      eachBit(wanted, 0, bits.words, (slot) => {
        if (shown[slot]! > 0) slots.push(slot);
      });
      const hits = lists.read(order, shows, covers, slots);
      return slots.map((slot, index) => ({ query, patientId, region: regions[slot]!, hits: hits[index]!, relevant: shown[slot]!, eligible: judged[slot]! }));
    },

    listed({ ranked, excluded }, region) {
      const slot = bits.slots.get(region);
      if (slot === undefined) throw new RangeError(`"${region}" is not a class of the gallery`);
      const has = (masks: Uint32Array, index: number): boolean => ((masks[index * bits.words + (slot >>> 5)]! >>> (slot & 31)) & 1) === 1;
      const out = new Set(open(excluded));
      return {
        ranked: ranked.filter((id) => has(covers, take(id))),
        relevant: items.flatMap(({ id }, index) => (!out.has(index) && has(shows, index) ? [id] : [])),
      };
    },
  };
}
