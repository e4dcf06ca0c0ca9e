import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paretoFront } from '../../../../src/domain/evaluation/pareto-front.js';
import type { CostAndGain } from '../../../../src/domain/evaluation/pareto-front.js';

// Few distinct values, so that ties in one or both are common.
const points = fc.array(fc.record({ cost: fc.integer({ min: 0, max: 6 }), gain: fc.integer({ min: 0, max: 6 }) }), { maxLength: 20 });

const beats = (a: CostAndGain, b: CostAndGain): boolean => a.cost <= b.cost && a.gain >= b.gain && (a.cost < b.cost || a.gain > b.gain);

describe('paretoFront', () => {
  it('keeps exactly the points that no other beats', () => {
    fc.assert(
      fc.property(points, (all) => {
        const front = new Set(paretoFront(all));
        for (const point of all) expect(front.has(point)).toBe(!all.some((other) => beats(other, point)));
      }),
    );
  });

  it('ascends in both', () => {
    fc.assert(
      fc.property(points, (all) => {
        const front = paretoFront(all);
        front.slice(1).forEach((point, index) => {
          expect(point.cost).toBeGreaterThanOrEqual(front[index]!.cost);
          expect(point.gain).toBeGreaterThanOrEqual(front[index]!.gain);
        });
      }),
    );
  });
});
