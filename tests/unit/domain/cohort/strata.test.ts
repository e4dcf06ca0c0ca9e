import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawStrata } from '../../../../src/domain/cohort/strata.js';
import type { Strata } from '../../../../src/domain/cohort/strata.js';

const COUNT = 24;
const cohorts = fc.string().map((seed) => drawStrata(COUNT, seed));
const poseOf = ({ rotation, offCentre }: Strata): readonly number[] => [rotation, ...offCentre];

describe('the strata of a cohort', () => {
  it('lie in their ranges', () => {
    fc.assert(
      fc.property(cohorts, (strata) => {
        for (const { length, position, ...pose } of strata) {
          for (const share of [length, position, ...poseOf({ length, position, ...pose })]) {
            expect(share).toBeGreaterThanOrEqual(0);
            expect(share).toBeLessThanOrEqual(1);
          }
        }
      }),
    );
  });

  it('cover the lengths evenly: one patient in each 24th', () => {
    fc.assert(
      fc.property(cohorts, (strata) => {
        const places = strata.map(({ length }) => Math.floor(length * COUNT)).sort((a, b) => a - b);
        expect(places).toEqual(Array.from({ length: COUNT }, (_, place) => place));
      }),
    );
  });

  it('pose the three nearest in position differently, by a third of some range at least', () => {
    fc.assert(
      fc.property(cohorts, (strata) => {
        const poses = [...strata].sort((a, b) => a.position - b.position).map(poseOf);
        for (const [at, pose] of poses.entries()) {
          for (const other of poses.slice(at + 1, at + 4)) {
            expect(Math.max(...pose.map((share, axis) => Math.abs(share - (other[axis] ?? share))))).toBeGreaterThan(1 / 3);
          }
        }
      }),
    );
  });

  it('make the windows low in the scan the longer ones', () => {
    fc.assert(
      fc.property(cohorts, (strata) => {
        const byPosition = [...strata].sort((a, b) => a.position - b.position).map(({ length }) => length);
        const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
        expect(sum(byPosition.slice(0, COUNT / 2))).toBeGreaterThan(sum(byPosition.slice(COUNT / 2)));
      }),
    );
  });
});
