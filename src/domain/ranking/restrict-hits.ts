/**
 * The hits of some rows of a query: what a search with these rows alone would have returned, since each row is searched
 * for by itself.
 */
export function restrictHits<Hit>(hits: readonly (readonly Hit[])[], rows: readonly number[]): readonly (readonly Hit[])[] {
  return rows.map((row) => {
    const hitsOfRow = hits[row];
    if (hitsOfRow === undefined) throw new RangeError(`query row ${row} of ${hits.length}`);
    return hitsOfRow;
  });
}
