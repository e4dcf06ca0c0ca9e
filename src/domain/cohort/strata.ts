import { createRandom, shuffled } from '../statistics/random.js';

/** Where one patient stands in the range of each draw, 0 … 1. */
export interface Strata {
  /** Of the share of the scan that its window takes. */
  readonly length: number;
  /** Of the window in the scan, from inferior to superior. */
  readonly position: number;
  readonly rotation: number;
  /** Of its place off the centre, in both directions of the plane. */
  readonly offCentre: readonly [number, number];
}

/** How much chance there is in a window's length beside its position, in units of the scan's length. */
const LOOSENESS = 0.25;

/** How far windows are drawn to the ends of the scan, which fewer of them reach than its middle. */
const PULL = 0.1;

/**
 * Multiples of these, modulo 1, cover a cube evenly and keep neighbours far apart: powers of 1/g, with g the root of g⁴ = g + 1
 * (the golden ratio's next of kin in three dimensions; M. Roberts' R₃ sequence).
 */
const POSE_STEPS = [0.8191725133961645, 0.6710436067037893, 0.5497004779019703] as const;

/**
 * Each draw is uniform, and together the patients cover its range evenly, so that cohorts of different seeds are equally hard.
 * Three draws lean on the position. The upper abdomen holds most classes; windows grow shorter towards it, loosely, lest one long
 * scan there show nearly everything and be a good answer to every query. And neighbours in position are turned and placed
 * differently, lest a picture's pose tell where in the body it lies.
 */
export function drawStrata(count: number, seed: string): readonly Strata[] {
  const random = createRandom(`${seed}/strata`);
  const places = Array.from({ length: count }, (_, place) => place);
  const within = (place: number): number => (place + random.uniform()) / count;
  const rank = shuffled(places, random);
  const position = rank.map(within).map((at) => at - PULL * Math.sin(2 * Math.PI * at));
  const first = [random.uniform(), random.uniform(), random.uniform()] as const;
  const pose = (axis: 0 | 1 | 2, at: number): number => (first[axis] + at * POSE_STEPS[axis]) % 1;
  const longer = position.map((at) => 1 - at + LOOSENESS * random.uniform());
  const length = longer.map((own) => within(longer.filter((other) => other < own).length));
  return places.map((place) => ({
    length: length[place]!,
    position: position[place]!,
    rotation: pose(0, rank[place]!),
    offCentre: [pose(1, rank[place]!), pose(2, rank[place]!)],
  }));
}
