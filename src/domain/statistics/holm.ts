/**
 * p-values adjusted for their number (Holm, 1979): the smallest times m, the next times m − 1 …, never below the one before, at
 * most 1. In the order given; null, which was not tested, stays null and does not count.
 */
export function holm(ps: readonly (number | null)[]): readonly (number | null)[] {
  const tested = ps.flatMap((p, index) => (p === null ? [] : [{ p, index }])).sort((a, b) => a.p - b.p);
  const adjusted: (number | null)[] = ps.map(() => null);
  let floor = 0;
  tested.forEach(({ p, index }, place) => {
    floor = Math.max(floor, Math.min(1, p * (tested.length - place)));
    adjusted[index] = floor;
  });
  return adjusted;
}
