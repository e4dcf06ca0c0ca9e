/** (value − chance)/(1 − chance): 0 at chance, 1 at the best; null where chance is 1 and nothing can be above it. */
export function liftOver(value: number, chance: number): number | null {
  return chance === 1 ? null : (value - chance) / (1 - chance);
}
