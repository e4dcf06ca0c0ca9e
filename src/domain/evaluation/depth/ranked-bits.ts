/** Reads off lists, for every class at once, the ranks of the items that show it. */
export interface RankedBits {
  /**
   * @param order item numbers, the best first
   * @param shows the classes of each item as bits
   * @param covers the classes looked for in each item; those ranked behind an item that is not covered move up
   * @param slots numbers of classes
   * @returns for each of these classes the ranks, from 1 on and ascending, of the items that show it
   */
  read(order: Uint32Array, shows: Uint32Array, covers: Uint32Array, slots: readonly number[]): readonly Uint32Array[];
}

/**
 * Items have a row of class bits, topics need a row of rank bits. So 32 ranks by 32 classes are transposed at a time, and
 * what follows steps from one set bit to the next.
 *
 * @param words of 32 classes that each item has
 */
export function rankedBits(words: number): RankedBits {
  const block = new Int32Array(32);
  let hits = new Int32Array(0);
  let blanks = new Int32Array(0);
  let ranks = new Uint32Array(0);

  /** The bits of the words that are wanted, ranks side by side. */
  const transpose = (order: Uint32Array, masks: Uint32Array, inverted: number, wanted: readonly number[], into: Int32Array): void => {
    const blocks = Math.ceil(order.length / 32);
    for (let at = 0; at < blocks; at += 1) {
      const first = at * 32;
      const size = Math.min(32, order.length - first);
      for (const word of wanted) {
        let seen = 0;
        for (let place = 0; place < size; place += 1) {
          const mask = masks[order[first + place]! * words + word]! ^ inverted;
          block[place] = mask;
          seen |= mask;
        }
        block.fill(0, size);
        if (seen !== 0) transposeBlock(block);
        for (let slot = 0, to = word * 32 * blocks + at; slot < 32; slot += 1, to += blocks) into[to] = block[slot]!;
      }
    }
  };

  /** Whether a bit of these words is not set in some item. Most often nobody left out a class, and there is nothing to transpose. */
  const anyUnset = (order: Uint32Array, masks: Uint32Array, asked: Int32Array): boolean => {
    for (const item of order) {
      const first = item * words;
      for (let word = 0; word < words; word += 1) if ((~masks[first + word]! & asked[word]!) !== 0) return true;
    }
    return false;
  };

  return {
    read(order, shows, covers, slots) {
      const blocks = Math.ceil(order.length / 32);
      const size = words * 32 * blocks;
      if (hits.length < size) [hits, blanks, ranks] = [new Int32Array(size), new Int32Array(size), new Uint32Array(size * 32)];
      const asked = new Int32Array(words);
      for (const slot of slots) asked[slot >>> 5]! |= 1 << (slot & 31);
      const wanted = [...asked.keys()].filter((word) => asked[word] !== 0);
      transpose(order, shows, 0, wanted, hits);
      const anyBlank = anyUnset(order, covers, asked);
      if (anyBlank) transpose(order, covers, -1, wanted, blanks);
      let found = 0;
      const ends = slots.map((slot) => {
        const first = slot * blocks;
        found = anyBlank ? ranksAmong(hits, blanks, first, blocks, ranks, found) : ranksOf(hits, first, blocks, ranks, found);
        return found;
      });
      // One array for all classes: a thousand small ones cost more than what is in them.
      const own = ranks.slice(0, found);
      return ends.map((end, index) => own.subarray(ends[index - 1] ?? 0, end));
    },
  };
}

/** Writes the numbers, from 1 on, of the set bits to `into` from place `found` on; gives the place behind the last. */
function ranksOf(bits: Int32Array, first: number, blocks: number, into: Uint32Array, found: number): number {
  let next = found;
  for (let at = 0; at < blocks; at += 1) {
    const last = at * 32 + 32;
    for (let left = bits[first + at]!; left !== 0; left &= left - 1) {
      into[next] = last - Math.clz32(left & -left);
      next += 1;
    }
  }
  return next;
}

/** The same, with the bits set in `blanks` not there: those behind them have smaller numbers. */
function ranksAmong(bits: Int32Array, blanks: Int32Array, first: number, blocks: number, into: Uint32Array, found: number): number {
  let next = found;
  let skipped = 0;
  for (let at = 0; at < blocks; at += 1) {
    const blank = blanks[first + at]!;
    const last = at * 32 + 32 - skipped;
    for (let left = bits[first + at]!; left !== 0; left &= left - 1) {
      const lowest = left & -left;
      into[next] = last - Math.clz32(lowest) - countBits(blank & (lowest - 1));
      next += 1;
    }
    skipped += countBits(blank);
  }
  return next;
}

/** Bit c of row r changes places with bit r of row c, by halves, quarters … (Warren, Hacker's Delight, 7–3). */
function transposeBlock(block: Int32Array): void {
  let mask = 0x0000ffff;
  for (let step = 16; step !== 0; step >>>= 1) {
    for (let row = 0; row < 32; row = (row + step + 1) & ~step) {
      const differing = ((block[row]! >>> step) ^ block[row + step]!) & mask;
      block[row]! ^= differing << step;
      block[row + step]! ^= differing;
    }
    mask ^= mask << (step >>> 1);
  }
}

function countBits(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count += 1;
  return count;
}
