import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createMaskPainter } from '../../../../src/services/ingest/mask-painter.js';

const grid = { shape: [4, 1, 2], spacing: [1, 1, 1], affine: [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]] } as const;

it('gives contested voxels to the smaller mask and counts them', () => {
  const painter = createMaskPainter(grid);
  painter.paint(Uint16Array.of(1, 1, 1, 1, 1, 0, 0, 0), 5, true);
  painter.paint(Uint16Array.of(0, 7, 0, 0, 7, 7, 0, 0), 9, true);
  painter.paint(Uint16Array.of(1, 0, 0, 0, 0, 0, 1, 0), 1001, false);
  expect([...painter.labels]).toEqual([5, 9, 5, 5, 9, 9, 1001, 0]);
  expect(painter.overlapping()).toBe(3);
});

it('comes to the same map in any order', () => {
  const mask = fc.array(fc.constantFrom(0, 1), { minLength: 8, maxLength: 8 });
  const masks = fc.array(mask, { minLength: 2, maxLength: 5 }).map((all) => all.map((values, index) => ({ values, value: index + 1, known: index % 3 !== 2 })));
  fc.assert(
    fc.property(
      masks.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([one, other]) => {
        const [a, b] = [createMaskPainter(grid), createMaskPainter(grid)];
        one.forEach(({ values, value, known }) => a.paint(Uint16Array.from(values), value, known));
        other.forEach(({ values, value, known }) => b.paint(Uint16Array.from(values), value, known));
        expect(a.labels).toEqual(b.labels);
        expect(a.overlapping()).toBe(b.overlapping());
      },
    ),
  );
});
