/** What a point costs and what it gives, in any units: milliseconds and recall, say. */
export interface CostAndGain {
  readonly cost: number;
  readonly gain: number;
}

/**
 * The points that no other point beats, by ascending cost. A point beats another that costs at least as much and gives at most as
 * much, and is not its equal in both; equal points stay together.
 */
export function paretoFront<Point extends CostAndGain>(points: readonly Point[]): readonly Point[] {
  const front: Point[] = [];
  for (const point of [...points].sort((a, b) => a.cost - b.cost || b.gain - a.gain)) {
    const last = front.at(-1);
    if (last === undefined || point.gain > last.gain || (point.gain === last.gain && point.cost === last.cost)) front.push(point);
  }
  return front;
}
