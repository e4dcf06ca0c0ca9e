import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeBins, poolMatrix } from '../../../../src/services/evidence/pool-matrix.js';

const sizes = fc.record({ from: fc.integer({ min: 1, max: 120 }), to: fc.integer({ min: 1, max: 60 }) });

describe('makeBins', () => {
  it('shares out every entry once, as evenly as can be', () => {
    fc.assert(
      fc.property(sizes, ({ from, to }) => {
        const bins = makeBins(from, to);
        const lengths = Array.from({ length: bins.count }, (_, bin) => bins.start(bin + 1) - bins.start(bin));
        expect(bins.count).toBe(Math.min(from, to));
        expect([bins.start(0), bins.start(bins.count)]).toEqual([0, from]);
        expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('places an entry inside its own bin, in the order of the entries', () => {
    fc.assert(
      fc.property(sizes, ({ from, to }) => {
        const bins = makeBins(from, to);
        const places = Array.from({ length: from }, (_, entry) => bins.place(entry));
        expect(places.every((place, entry) => bins.start(Math.floor(place)) <= entry && entry < bins.start(Math.floor(place) + 1))).toBe(true);
        expect(places.every((place, entry) => place > (places[entry - 1] ?? 0))).toBe(true);
      }),
    );
  });
});

describe('poolMatrix', () => {
  it('takes the largest entry of each block', () => {
    const shape = fc.record({ rows: fc.integer({ min: 1, max: 12 }), columns: fc.integer({ min: 1, max: 12 }), to: fc.integer({ min: 1, max: 9 }), seed: fc.integer() });
    fc.assert(
      fc.property(shape, ({ rows, columns, to, seed }) => {
        const data = Float32Array.from({ length: rows * columns }, (_, index) => Math.sin(seed + index * 7.3));
        const [vertical, horizontal] = [makeBins(rows, to), makeBins(columns, to)];
        const pooled = poolMatrix({ rows, columns, data }, vertical, horizontal);
        // The other way round: each entry is looked up in the block that its place names.
        const expected = new Float32Array(pooled.rows * pooled.columns).fill(-Infinity);
        data.forEach((value, index) => {
          const at = Math.floor(vertical.place(Math.floor(index / columns))) * pooled.columns + Math.floor(horizontal.place(index % columns));
          expected[at] = Math.max(expected[at]!, value);
        });
        expect(pooled.data).toEqual(expected);
      }),
    );
  });
});
