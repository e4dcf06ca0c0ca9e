/** A set of classes as bits: class number s is bit s mod 32 of word s / 32. */
export interface RegionBits {
  readonly slots: ReadonlyMap<string, number>;
  readonly words: number;
}

export function regionBits(regions: readonly string[]): RegionBits {
  return { slots: new Map(regions.map((region, slot) => [region, slot])), words: Math.ceil(regions.length / 32) };
}

/** Sets the bits of the classes named, from word `base` on; classes that have no bit are passed over. */
export function setBits(words: Uint32Array, base: number, { slots }: RegionBits, regions: Iterable<string>): void {
  for (const region of regions) {
    const slot = slots.get(region);
    if (slot !== undefined) words[base + (slot >>> 5)]! |= 1 << (slot & 31);
  }
}

/** Visits the numbers of the classes whose bits are set, ascending. */
export function eachBit(words: Uint32Array, base: number, count: number, visit: (slot: number) => void): void {
  for (let word = 0; word < count; word += 1) {
    for (let left = words[base + word]! | 0; left !== 0; left &= left - 1) visit(word * 32 + 31 - Math.clz32(left & -left));
  }
}
