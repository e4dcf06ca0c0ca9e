import { COARSE_29 } from './coarse-29.js';
import { BINARY_LESION, OTHER_NAMES, SLICER_CHEST } from './other-names.js';
import type { EvaluationTaxonomy, SourceTaxonomy } from './taxonomy.js';
import { TOTALSEGMENTATOR_V1 } from './totalsegmentator-v1.js';
import { TOTALSEGMENTATOR_V2 } from './totalsegmentator-v2.js';

const LABELS: Readonly<Record<SourceTaxonomy, readonly string[]>> = {
  TOTALSEGMENTATOR_V1,
  TOTALSEGMENTATOR_V2,
  COARSE_29: Object.keys(COARSE_29),
  SLICER_CHEST: SLICER_CHEST.map((reading) => reading.label),
  BINARY_LESION,
};

const VALUES = Object.fromEntries(
  Object.entries(LABELS).map(([taxonomy, names]) => [taxonomy, new Map(names.map((name, index) => [name, index + 1]))]),
) as unknown as Readonly<Record<SourceTaxonomy, ReadonlyMap<string, number>>>;

const spoken = (name: string): string => name.trim().toLowerCase().replace(/[_\-\s]+/gu, ' ');

const COARSE_BY_SPOKEN_NAME: ReadonlyMap<string, string> = new Map([
  ...OTHER_NAMES.flatMap(({ label, coarse }): readonly (readonly [string, string])[] => (coarse === null ? [] : [[label, coarse]])),
  ...Object.keys(COARSE_29).map((name) => [spoken(name), name] as const),
]);

/** All label vocabularies, in the order of the type. */
export const SOURCE_TAXONOMIES = Object.keys(LABELS) as readonly SourceTaxonomy[];

/** The labels of a taxonomy by value: the label of value v stands at v − 1. */
export function labelNames(taxonomy: SourceTaxonomy): readonly string[] {
  return LABELS[taxonomy];
}

/** The label that a voxel of this value bears, or null when the taxonomy has none; 0 is background and has none. */
export function labelByValue(taxonomy: SourceTaxonomy, value: number): string | null {
  return LABELS[taxonomy][value - 1] ?? null;
}

/** The value of a label in label maps of the taxonomy (≥ 1), or null when it has no such label. */
export function valueOfLabel(taxonomy: SourceTaxonomy, label: string): number | null {
  return VALUES[taxonomy].get(label) ?? null;
}

/**
 * The label that a mask's name stands for: the name itself, or for coarse masks another name of the data file. Null when
 * neither list has it: an unknown name is reported, never guessed.
 */
export function labelByName(taxonomy: SourceTaxonomy, name: string): string | null {
  if (VALUES[taxonomy].has(name)) return name;
  return taxonomy === 'COARSE_29' ? (COARSE_BY_SPOKEN_NAME.get(spoken(name)) ?? null) : null;
}

/** The classes that retrieval is judged in: 29 coarse or 104 fine ones, in a fixed order. */
export function classesOf(target: EvaluationTaxonomy): readonly string[] {
  return target === 'COARSE_29' ? LABELS.COARSE_29 : LABELS.TOTALSEGMENTATOR_V1;
}
