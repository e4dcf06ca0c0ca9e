import { COARSE_29 } from './coarse-29.js';
import { SOURCE_TAXONOMIES, labelNames } from './labels.js';
import { SLICER_CHEST } from './other-names.js';
import type { EvaluationTaxonomy, SourceTaxonomy } from './taxonomy.js';
import { TOTALSEGMENTATOR_V1 } from './totalsegmentator-v1.js';

/** For each evaluable class the labels of the source taxonomy whose union it is; never empty. */
export type ClassSources = ReadonlyMap<string, readonly string[]>;

/** What v2 splits of a v1 class: v1's sacrum includes the first sacral vertebra, which v2 labels apart. */
const V2_PARTS: Readonly<Record<string, readonly string[]>> = { sacrum: ['sacrum', 'vertebrae_S1'] };

/** v2's `heart` is one label: it is the coarse heart, and none of v1's five heart parts. */
const V2_COARSE_ONLY: Readonly<Record<string, readonly string[]>> = { heart: ['heart'] };

function collect(classes: readonly (readonly [string, readonly string[]])[]): ClassSources {
  return new Map(classes.filter(([, sources]) => sources.length > 0));
}

function fineFromV2(name: string): readonly string[] {
  const labels = labelNames('TOTALSEGMENTATOR_V2');
  return labels.includes(name) ? (V2_PARTS[name] ?? [name]) : [];
}

function fineSources(taxonomy: SourceTaxonomy): ClassSources {
  switch (taxonomy) {
    case 'TOTALSEGMENTATOR_V1':
      return collect(TOTALSEGMENTATOR_V1.map((name) => [name, [name]]));
    case 'TOTALSEGMENTATOR_V2':
      return collect(TOTALSEGMENTATOR_V1.map((name) => [name, fineFromV2(name)]));
    case 'COARSE_29':
      // A coarse class with one member of its own name is that member; of a larger one nobody knows which part is meant.
      return collect(Object.entries(COARSE_29).map(([name, members]) => [name, members.length === 1 && members[0] === name ? [name] : []]));
    case 'SLICER_CHEST':
    case 'BINARY_LESION':
      return new Map();
  }
}

function coarseSources(taxonomy: SourceTaxonomy): ClassSources {
  switch (taxonomy) {
    case 'TOTALSEGMENTATOR_V1':
      return collect(Object.entries(COARSE_29));
    case 'TOTALSEGMENTATOR_V2':
      return collect(Object.entries(COARSE_29).map(([name, members]) => [name, V2_COARSE_ONLY[name] ?? members.flatMap(fineFromV2)]));
    case 'COARSE_29':
      return collect(Object.keys(COARSE_29).map((name) => [name, [name]]));
    case 'SLICER_CHEST':
      return collect(
        Object.keys(COARSE_29).map((name) => [name, SLICER_CHEST.filter(({ coarse }) => coarse === name).map(({ label }) => label)]),
      );
    case 'BINARY_LESION':
      return new Map();
  }
}

const CACHE = new Map<string, ClassSources>();

/**
 * Which labels make up each class. A class that the taxonomy cannot give is missing: it is not evaluable, which is not the
 * same as absent. From v2 labels 97 of the 104 fine classes and, of the coarse ones, all but `face` can be had.
 */
export function classSources(taxonomy: SourceTaxonomy, target: EvaluationTaxonomy): ClassSources {
  const key = `${taxonomy}/${target}`;
  const known = CACHE.get(key);
  if (known !== undefined) return known;
  const sources = target === 'FINE_104' ? fineSources(taxonomy) : coarseSources(taxonomy);
  CACHE.set(key, sources);
  return sources;
}

/**
 * All labels, by taxonomy, of which one is enough for a volume to show the region: the label of this name itself, and those of the
 * fine and the coarse class of this name. Taxonomies that cannot show it are missing.
 */
export function labelsShowing(region: string): ReadonlyMap<SourceTaxonomy, readonly string[]> {
  return new Map(
    SOURCE_TAXONOMIES.flatMap((taxonomy): readonly (readonly [SourceTaxonomy, readonly string[]])[] => {
      const own = labelNames(taxonomy).includes(region) ? [region] : [];
      const labels = new Set([...own, ...(classSources(taxonomy, 'FINE_104').get(region) ?? []), ...(classSources(taxonomy, 'COARSE_29').get(region) ?? [])]);
      return labels.size === 0 ? [] : [[taxonomy, [...labels]]];
    }),
  );
}
