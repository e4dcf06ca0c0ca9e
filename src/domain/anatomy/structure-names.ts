import { COARSE_29 } from './coarse-29.js';
import { labelByName, labelNames } from './labels.js';
import { STRUCTURE_SPELLINGS } from './structure-spellings.js';
import type { SourceTaxonomy } from './taxonomy.js';

/** Labels, of any vocabularies, by the key of a name. */
export type StructureNames = ReadonlyMap<string, readonly string[]>;

/** What two spellings of a name have in common: neither case nor spaces, underscores or hyphens tell names apart. */
export const nameKey = (name: string): string => name.normalize('NFC').toLowerCase().replace(/[\s_-]+/gu, '');

function tableOf(rows: readonly { readonly names: readonly string[]; readonly labels: readonly string[] }[]): StructureNames {
  const table = new Map<string, readonly string[]>();
  for (const { names, labels } of rows) for (const key of new Set(names.map(nameKey))) table.set(key, [...(table.get(key) ?? []), ...labels]);
  return table;
}

/** A table of names that a user gives; a name may stand there once for each vocabulary that has its region. */
export const structureNames = (rows: readonly { readonly name: string; readonly region: string }[]): StructureNames => tableOf(rows.map(({ name, region }) => ({ names: [name], labels: [region] })));

const BUILT_IN: StructureNames = tableOf(STRUCTURE_SPELLINGS);

const COARSE_OF: ReadonlyMap<string, string> = new Map(Object.entries(COARSE_29).flatMap(([coarse, members]) => members.map((member) => [member, coarse] as const)));

const LABEL_KEYS = new Map<SourceTaxonomy, ReadonlyMap<string, string>>();

/** The labels of a taxonomy by key; a part of a coarse class names the class. */
function labelKeys(taxonomy: SourceTaxonomy): ReadonlyMap<string, string> {
  const known = LABEL_KEYS.get(taxonomy) ?? new Map([...(taxonomy === 'COARSE_29' ? COARSE_OF : []), ...labelNames(taxonomy).map((label) => [label, label] as const)].map(([name, label]) => [nameKey(name), label]));
  LABEL_KEYS.set(taxonomy, known);
  return known;
}

/**
 * The label of the taxonomy that a structure is, or null where no table knows it: it is reported then, never guessed. The user's table
 * comes first, then the labels of the taxonomy themselves, then the built-in table; in each, the names in their order.
 */
export function labelOfStructure(taxonomy: SourceTaxonomy, names: readonly string[], given: StructureNames | null): string | null {
  const labels = labelKeys(taxonomy);
  const among = (candidates: readonly string[] | undefined): string | null =>
    candidates?.map((label) => labels.get(nameKey(label)) ?? null).find((label) => label !== null) ?? null;
  const steps: readonly ((name: string) => string | null)[] = [
    (name) => among(given?.get(nameKey(name))),
    (name) => labels.get(nameKey(name)) ?? labelByName(taxonomy, name),
    (name) => among(BUILT_IN.get(nameKey(name))),
  ];
  for (const step of steps) {
    for (const name of names) {
      const label = step(name);
      if (label !== null) return label;
    }
  }
  return null;
}
