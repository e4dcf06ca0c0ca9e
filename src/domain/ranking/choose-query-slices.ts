/** What choosing the slices of a query needs to know of its volume. */
export interface SliceFacts {
  /** Distance of neighbouring slices, mm. */
  readonly spacing: number;
  /** Whether a slice is flagged as air. */
  isAir(slice: number): boolean;
}

export interface SliceChoice {
  /** Least distance of the slices that are compared, mm; null for all. */
  readonly sliceSpacing: number | null;
  readonly skipFlagged: boolean;
}

/** Distances are compared with this much patience (mm): spacings are stored as float32. */
const TOLERANCE = 1e-3;

/**
 * The slices of a query that are compared: of those given (ascending) without the ones flagged as air, then thinned from the lowest up so
 * that neighbours are at least `sliceSpacing` apart. The first stays, so that thinning alone never leaves nothing.
 */
export function chooseQuerySlices(slices: readonly number[], facts: SliceFacts, { sliceSpacing, skipFlagged }: SliceChoice): readonly number[] {
  const shown = skipFlagged ? slices.filter((slice) => !facts.isAir(slice)) : slices;
  if (sliceSpacing === null || facts.spacing >= sliceSpacing) return shown;
  const kept: number[] = [];
  for (const slice of shown) {
    const last = kept.at(-1);
    if (last === undefined || (slice - last) * facts.spacing >= sliceSpacing - TOLERANCE) kept.push(slice);
  }
  return kept;
}
