import type { Random } from './random.js';

/** How often each of `count` things is drawn when `count` are drawn with replacement. */
export function resampleWeights(count: number, random: Random): Int32Array {
  const weights = new Int32Array(count);
  for (let draw = 0; draw < count; draw += 1) {
    const drawn = random.integer(count);
    weights[drawn] = weights[drawn]! + 1;
  }
  return weights;
}
