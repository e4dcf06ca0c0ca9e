import { labelByName, labelNames } from '../../../domain/anatomy/labels.js';
import { labelOfStructure, nameKey } from '../../../domain/anatomy/structure-names.js';
import type { StructureNames } from '../../../domain/anatomy/structure-names.js';
import type { SourceTaxonomy } from '../../../domain/anatomy/taxonomy.js';

/** Ties go to the first: our own coarse classes claim least of who drew them. */
const ANATOMY: readonly SourceTaxonomy[] = ['COARSE_29', 'TOTALSEGMENTATOR_V2', 'TOTALSEGMENTATOR_V1'];

const LESION = /\b(?:cancer|tumou?r|lesion)s?\b/iu;

/** The label that a name in a data set's own table of labels stands for, by the importer's table first; null when the taxonomy has none. */
export function labelOfName(taxonomy: SourceTaxonomy, name: string, given: StructureNames | null = null): string | null {
  if (given?.has(nameKey(name)) === true) return labelOfStructure(taxonomy, [name], given);
  if (taxonomy === 'BINARY_LESION') return LESION.test(name) ? 'lesion' : null;
  return labelByName(taxonomy, name) ?? labelByName(taxonomy, name.trim().toLowerCase().replace(/[\s-]+/gu, '_'));
}

/** The taxonomy that knows most of these names; that of lesions where they name no anatomy; null where it knows none either. */
export function taxonomyOfNames(names: readonly string[]): SourceTaxonomy | null {
  const known = (taxonomy: SourceTaxonomy): number => names.filter((name) => labelOfName(taxonomy, name) !== null).length;
  const best = ANATOMY.reduce((most, taxonomy) => (known(taxonomy) > known(most) ? taxonomy : most));
  if (known(best) > 0) return best;
  return known('BINARY_LESION') > 0 ? 'BINARY_LESION' : null;
}

/** The labels of the taxonomy that these names say were looked for, in its order. */
export function coveredBy(taxonomy: SourceTaxonomy, names: readonly string[], given: StructureNames | null = null): readonly string[] {
  const covered = new Set(names.map((name) => labelOfName(taxonomy, name, given)));
  return labelNames(taxonomy).filter((label) => covered.has(label));
}
