/** A score with the truth it should tell: higher for what is positive. */
export interface ScoredCase {
  readonly score: number;
  readonly positive: boolean;
}

/**
 * Area under the ROC curve as the Mann–Whitney statistic, ties counted half: Σ wₐ·w_b·([sₐ > s_b] + ½[sₐ = s_b]) / (Σ wₐ · Σ w_b)
 * over positive a and negative b. The cases are sorted once; the function that comes back takes a weight for each of them and
 * gives 0 … 1, or null where positives or negatives have no weight.
 */
export function areaUnderCurve(cases: readonly ScoredCase[]): (weights: ArrayLike<number>) => number | null {
  const order = Int32Array.from(cases.keys()).sort((a, b) => cases[a]!.score - cases[b]!.score);
  const scores = Float64Array.from(order, (index) => cases[index]!.score);
  const positive = Uint8Array.from(order, (index) => (cases[index]!.positive ? 1 : 0));
  return (weights) => {
    let [positives, negatives, wins] = [0, 0, 0];
    for (let start = 0, end = 0; start < order.length; start = end) {
      let [tiedPositives, tiedNegatives] = [0, 0];
      for (; end < order.length && scores[end] === scores[start]; end += 1) {
        const weight = weights[order[end]!]!;
        if (positive[end] === 1) tiedPositives += weight;
        else tiedNegatives += weight;
      }
      wins += tiedPositives * (negatives + tiedNegatives / 2);
      positives += tiedPositives;
      negatives += tiedNegatives;
    }
    return positives === 0 || negatives === 0 ? null : wins / (positives * negatives);
  };
}
