/**
 * Cohen's kappa with quadratic weights (Cohen 1968) of two raters: 1 − Σ w·observed / Σ w·expected, w = (a − b)². Each pair holds
 * the whole-number grades that both gave one thing. Null without a pair, and where both gave one and the same grade throughout.
 */
export function quadraticWeightedKappa(pairs: readonly (readonly [number, number])[]): number | null {
  let [sumA, sumB, squares, apart] = [0, 0, 0, 0];
  for (const [a, b] of pairs) {
    sumA += a;
    sumB += b;
    squares += a * a + b * b;
    apart += (a - b) ** 2;
  }
  // Σᵢⱼ (aᵢ − bⱼ)² multiplied out: whole numbers, so that nothing is lost.
  const expected = pairs.length * squares - 2 * sumA * sumB;
  return expected === 0 ? null : 1 - (pairs.length * apart) / expected;
}
