import { valueOfLabel } from '../../domain/anatomy/labels.js';
import type { SourceTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { StructureNames } from '../../domain/anatomy/structure-names.js';
import { labelOfName } from './layouts/named-labels.js';
import type { Stranger } from './read-structures.js';

export interface Relabelled {
  readonly labels: Uint16Array;
  /** Names of values that the taxonomy does not know, where the data set names them. */
  readonly strangers: ReadonlyMap<number, Stranger>;
}

interface Vocabulary {
  readonly taxonomy: SourceTaxonomy;
  /** The importer's table of names. */
  readonly given: StructureNames | null;
  readonly firstUnknown: number;
}

/**
 * A label map in the values of the taxonomy, made of one in values of its own that `valueNames` explains. Values whose name the taxonomy does
 * not know, or that have none, are kept as `firstUnknown` and up.
 */
export function relabel(labels: Uint16Array, valueNames: Readonly<Record<string, string>>, { taxonomy, given, firstUnknown }: Vocabulary): Relabelled {
  const strangers = new Map<number, Stranger>();
  const values = new Map<number, number>([[0, 0]]);
  let next = firstUnknown;
  for (const [value, name] of Object.entries(valueNames)) {
    const label = labelOfName(taxonomy, name, given);
    const known = label === null ? null : valueOfLabel(taxonomy, label);
    if (known === null) strangers.set(next, { name, told: name });
    values.set(Number(value), known ?? next);
    if (known === null) next += 1;
  }
  const valueOf = (value: number): number => {
    const found = values.get(value) ?? next++;
    values.set(value, found);
    return found;
  };
  return { labels: labels.map(valueOf), strangers };
}
