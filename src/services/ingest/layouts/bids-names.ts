/** What the name of a file in BIDS says: `sub-01_ses-2_acq-thin_ct.nii.gz` has three entities and the suffix `ct`. */
export interface BidsName {
  readonly entities: ReadonlyMap<string, string>;
  readonly suffix: string;
}

/** Null for a name that is none of BIDS. `stem` is without directory and extension. */
export function parseBidsName(stem: string): BidsName | null {
  const parts = stem.split('_');
  const suffix = parts.pop() ?? '';
  const entities = parts.map((part) => /^(?<key>[a-z]+)-(?<value>[A-Za-z0-9+]+)$/u.exec(part)?.groups);
  if (!/^[A-Za-z0-9]+$/u.test(suffix) || !entities.every((entity) => entity !== undefined)) return null;
  return { entities: new Map(entities.map(({ key = '', value = '' }) => [key, value])), suffix };
}

/** What a derivative may say beyond its source: how it was made, and of what it is. */
const DERIVED: ReadonlySet<string> = new Set(['space', 'seg', 'desc', 'res', 'den', 'label', 'atlas']);

/** Whether a derivative is of this scan: it bears all of the scan's entities, and no other but those of derivatives. */
export function isDerivedFrom(derivative: BidsName, scan: BidsName): boolean {
  const own = [...derivative.entities].filter(([key]) => !DERIVED.has(key));
  return own.length === scan.entities.size && own.every(([key, value]) => scan.entities.get(key) === value);
}
