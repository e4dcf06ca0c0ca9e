const EULER_MASCHERONI = 0.5772156649015329;
const EXACT_UP_TO = 256;

/** 1 + 1/2 + … + 1/n; from 257 on by its asymptotic series, whose first left-out term is below 1e-16. */
export function harmonic(n: number): number {
  if (n > EXACT_UP_TO) return Math.log(n) + EULER_MASCHERONI + 1 / (2 * n) - 1 / (12 * n ** 2) + 1 / (120 * n ** 4);
  let sum = 0;
  for (let term = n; term >= 1; term -= 1) sum += 1 / term;
  return sum;
}
