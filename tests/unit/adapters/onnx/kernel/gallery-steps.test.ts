import { describe, expect, it } from 'vitest';
import { gallerySteps } from '../../../../../src/adapters/onnx/kernel/gallery-steps.js';

const rowsOf = (gallery: readonly number[]) => gallery.map((rows) => ({ rows }));

describe('the steps through a gallery', () => {
  it('hold every row once, in order, and never more similarities than their bound', () => {
    const gallery = [3, 0, 2500, 1, 700, 40];
    for (const queries of [1, 250, 5000, 2_000_000]) {
      const steps = gallerySteps(rowsOf(gallery), queries);
      const seen = steps.flatMap(({ parts }) => parts.flatMap(({ gallery: position, firstRow, rows }) => Array.from({ length: rows }, (_, row) => `${position}:${firstRow + row}`)));
      expect(seen).toEqual(gallery.flatMap((rows, position) => Array.from({ length: rows }, (_, row) => `${position}:${row}`)));
      for (const { rows, parts } of steps) {
        expect(rows === 1 || rows * queries <= 512 * 1024).toBe(true);
        expect(rows).toBeLessThanOrEqual(1024);
        expect(parts.reduce((sum, part) => sum + part.rows, 0)).toBe(rows);
        parts.forEach((part, index) => expect(part.at).toBe(parts.slice(0, index).reduce((sum, { rows: before }) => sum + before, 0)));
      }
    }
  });

  it('are none for no rows', () => expect(gallerySteps(rowsOf([0]), 5)).toEqual([]));
});
