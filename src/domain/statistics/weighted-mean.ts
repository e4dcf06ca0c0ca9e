/** Σ w·v / Σ w over the values that are numbers; null where these have no weight. NaN stands for a value that is not defined. */
export function weightedMean(values: Float64Array, weights: ArrayLike<number>): number | null {
  let [sum, total] = [0, 0];
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at]!;
    if (Number.isNaN(value)) continue;
    const weight = weights[at]!;
    sum += weight * value;
    total += weight;
  }
  return total === 0 ? null : sum / total;
}

/** Weights of the items at these places: `weights[places[i]]`. */
export function weightsAt(places: Int32Array, weights: ArrayLike<number>): Float64Array {
  const chosen = new Float64Array(places.length);
  for (let at = 0; at < places.length; at += 1) chosen[at] = weights[places[at]!]!;
  return chosen;
}
