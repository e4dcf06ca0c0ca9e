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

const keyOf = (entities: readonly (readonly [string, string])[]): string => entities.map(([key, value]) => `${key}-${value}`).sort().join('_');

/** By what a scan is known to its derivatives: all of its entities. */
export const scanKey = ({ entities }: BidsName): string => keyOf([...entities]);

/** The key of the scan that a derivative is of: it bears all of the scan's entities, and no other but those of derivatives. */
export const sourceKey = ({ entities }: BidsName): string => keyOf([...entities].filter(([key]) => !DERIVED.has(key)));
