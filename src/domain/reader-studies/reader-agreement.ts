import { ordinalAlpha } from '../statistics/krippendorff-alpha.js';
import { quadraticWeightedKappa } from '../statistics/weighted-kappa.js';

/** A value that a reader gave a thing, a whole number of an ordered scale. */
export interface Rating {
  /** Place of the reader in the study, from 0. */
  readonly reader: number;
  readonly value: number;
}

export interface PairAgreement {
  readonly readers: readonly [number, number];
  /** Things that both rated. */
  readonly shared: number;
  /** Quadratically weighted kappa, −1 … 1; null where it is not defined. */
  readonly kappa: number | null;
}

export interface ReaderAgreement {
  /** Pairs of readers who rated something in common. */
  readonly pairs: readonly PairAgreement[];
  /** Krippendorff's alpha for ordinal values over all readers, at most 1; null where it is not defined. */
  readonly alpha: number | null;
  /** Things that at least two rated. */
  readonly units: number;
}

/** How far readers agree; each unit holds the ratings of one thing, at most one of each reader. */
export function agreementOf(units: readonly (readonly Rating[])[], readers: number): ReaderAgreement {
  const shared = new Map<number, (readonly [number, number])[]>();
  for (const ratings of units) {
    const ordered = [...ratings].sort((a, b) => a.reader - b.reader);
    for (const [at, first] of ordered.entries()) {
      for (const second of ordered.slice(at + 1)) {
        const key = first.reader * readers + second.reader;
        const known = shared.get(key);
        if (known === undefined) shared.set(key, [[first.value, second.value]]);
        else known.push([first.value, second.value]);
      }
    }
  }
  const pairs = [...shared].sort(([a], [b]) => a - b).map(([key, values]): PairAgreement => ({
    readers: [Math.floor(key / readers), key % readers],
    shared: values.length,
    kappa: quadraticWeightedKappa(values),
  }));
  return { pairs, alpha: ordinalAlpha(units.map((ratings) => ratings.map(({ value }) => value))), units: units.filter((ratings) => ratings.length > 1).length };
}
