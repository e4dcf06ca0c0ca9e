/**
 * Krippendorff's alpha for ordinal values (Krippendorff 2011, "Computing Krippendorff's alpha-reliability"): 1 − D_observed / D_expected.
 * Each unit holds the values that any number of raters gave it; units with fewer than two are left out. Null without a unit
 * that two rated, and where all of those values are the same.
 */
export function ordinalAlpha(units: readonly (readonly number[])[]): number | null {
  const paired = units.filter((values) => values.length > 1);
  const categories = [...new Set(paired.flat())].sort((a, b) => a - b);
  const counts = categories.map((category) => paired.reduce((sum, values) => sum + count(values, category), 0));
  const total = counts.reduce((sum, value) => sum + value, 0);
  let observed = 0;
  let expected = 0;
  for (let low = 0; low < categories.length; low += 1) {
    for (let high = low + 1; high < categories.length; high += 1) {
      const distance = ordinalDistance(counts, low, high);
      observed += distance * coincidences(paired, categories[low]!, categories[high]!);
      expected += distance * counts[low]! * counts[high]!;
    }
  }
  return expected === 0 ? null : 1 - ((total - 1) * observed) / expected;
}

const count = (values: readonly number[], category: number): number => values.filter((value) => value === category).length;

/** Squared number of values between the two categories, each of them counted half. */
function ordinalDistance(counts: readonly number[], low: number, high: number): number {
  const between = counts.slice(low, high + 1).reduce((sum, value) => sum + value, 0);
  return (between - (counts[low]! + counts[high]!) / 2) ** 2;
}

/** How often the two values meet within a unit; a unit of m values weighs 1/(m − 1). */
function coincidences(units: readonly (readonly number[])[], a: number, b: number): number {
  return units.reduce((sum, values) => sum + (count(values, a) * count(values, b)) / (values.length - 1), 0);
}
