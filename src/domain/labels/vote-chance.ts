/** Binomials of few out of many, in float64. */
function choose(of: number, chosen: number): number {
  let ways = 1;
  for (let step = 1; step <= chosen; step += 1) ways *= (of - chosen + step) / step;
  return ways;
}

/**
 * The probability that a vote of the first `neighbours` gives `value` where the eligible gallery is ranked at random. With m votes for it, it wins
 * where no other value has more, and against t others with as many in one of t + 1 cases, as any of them may come first. The votes are
 * multivariate hypergeometric; they are added up value by value.
 *
 * @param counts eligible volumes of each value
 * @param neighbours few: the cost grows with its cube
 */
export function chanceOfVote(counts: ReadonlyMap<string, number>, value: string, neighbours: number): number {
  const eligible = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const own = counts.get(value) ?? 0;
  const drawn = Math.min(neighbours, eligible);
  if (drawn === 0 || own === 0) return 0;
  const others = [...counts].flatMap(([name, count]) => (name === value ? [] : [count]));
  let ways = 0;
  for (let votes = 1; votes <= Math.min(drawn, own); votes += 1) ways += choose(own, votes) * waysToLose(others, drawn - votes, votes);
  return ways / choose(eligible, drawn);
}

/** Ways in which the others share `left` votes with at most `most` each, each way divided by how many values then lead together. */
function waysToLose(others: readonly number[], left: number, most: number): number {
  const width = left + 1;
  const ties = Math.floor(left / most);
  let ways = new Float64Array(width * (ties + 1));
  ways[0] = 1;
  for (const count of others) {
    const next = new Float64Array(ways.length);
    for (let tied = 0; tied <= ties; tied += 1) {
      for (let used = 0; used <= left; used += 1) {
        const known = ways[tied * width + used]!;
        if (known === 0) continue;
        for (let votes = 0; votes <= Math.min(most, count, left - used); votes += 1) {
          const at = votes === most ? tied + 1 : tied;
          next[at * width + used + votes]! += known * choose(count, votes);
        }
      }
    }
    ways = next;
  }
  let total = 0;
  for (let tied = 0; tied <= ties; tied += 1) total += ways[tied * width + left]! / (tied + 1);
  return total;
}
