/** The k best of a stream of scores, for each of m query rows; equal scores keep their order of arrival. */
export class TopKRows {
  readonly galleries: Int32Array;
  readonly rows: Int32Array;
  readonly similarities: Float32Array;

  constructor(
    queries: number,
    private readonly k: number,
  ) {
    this.galleries = new Int32Array(queries * k).fill(-1);
    this.rows = new Int32Array(queries * k).fill(-1);
    this.similarities = new Float32Array(queries * k).fill(-Infinity);
  }

  /** The k-th best so far of a query row, −∞ while there are fewer. */
  worst(query: number): number {
    return this.similarities[(query + 1) * this.k - 1] ?? -Infinity;
  }

  add(query: number, score: number, gallery: number, row: number): void {
    const { galleries, rows, similarities } = this;
    const first = query * this.k;
    let place = first + this.k - 1;
    if (score <= (similarities[place] ?? 0)) return;
    while (place > first && (similarities[place - 1] ?? 0) < score) {
      similarities[place] = similarities[place - 1] ?? 0;
      galleries[place] = galleries[place - 1] ?? 0;
      rows[place] = rows[place - 1] ?? 0;
      place -= 1;
    }
    similarities[place] = score;
    galleries[place] = gallery;
    rows[place] = row;
  }
}
