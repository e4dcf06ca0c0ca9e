/** `drawn` items are taken without replacement from `population`, of which `marked` are marked. */
export interface Draw {
  readonly population: number;
  readonly marked: number;
  readonly drawn: number;
  readonly atLeast: number;
}

/** P(X ≥ atLeast) for the number X of marked items among those drawn (hypergeometric), by a sum of exact ratios of binomials in float64. */
export function hypergeometricTail({ population, marked, drawn, atLeast }: Draw): number {
  const least = Math.max(atLeast, 0, drawn - (population - marked));
  const most = Math.min(drawn, marked);
  if (least > most) return 0;
  if (least === Math.max(0, drawn - (population - marked))) return 1;
  const whole = logChoose(population, drawn);
  let total = 0;
  for (let found = least; found <= most; found += 1) {
    total += Math.exp(logChoose(marked, found) + logChoose(population - marked, drawn - found) - whole);
  }
  return Math.min(1, total);
}

function logChoose(of: number, chosen: number): number {
  const fewer = Math.min(chosen, of - chosen);
  let sum = 0;
  for (let step = 1; step <= fewer; step += 1) sum += Math.log((of - fewer + step) / step);
  return sum;
}
