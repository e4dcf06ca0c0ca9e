import { classSources } from '../../../../domain/anatomy/class-sources.js';
import { classesOf, labelNames } from '../../../../domain/anatomy/labels.js';
import type { SourceTaxonomy } from '../../../../domain/anatomy/taxonomy.js';
import type { DatasetCard } from '../../../../services/ports/dataset-card.js';

/** Volumes in which the same labels of a taxonomy were looked for. */
export interface CoversRow {
  readonly taxonomy: SourceTaxonomy;
  /** Names the set, within its taxonomy. */
  readonly key: string;
  readonly covers: readonly string[];
  readonly volumes: number;
}

/** Volumes that show the same labels, of those in which the same were looked for. */
export interface ShownRow {
  readonly taxonomy: SourceTaxonomy;
  readonly key: string;
  /** A digit for each of `covers`: 1 where it is shown. */
  readonly shown: string;
  readonly volumes: number;
}

/** Classes with the places in `covers` of the labels that make them up, as far as it judges them: all labels of such a class were looked for. */
function judgedClasses({ taxonomy, covers }: CoversRow): readonly { readonly region: string; readonly places: readonly number[] }[] {
  const placeOf = new Map(covers.map((label, place) => [label, place]));
  return [...classSources(taxonomy, 'COARSE_29')].flatMap(([region, sources]) => {
    const places = sources.flatMap((label) => placeOf.get(label) ?? []);
    return places.length === sources.length ? [{ region, places }] : [];
  });
}

const add = (counts: Map<string, number>, names: Iterable<string>, volumes: number): void => {
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + volumes);
};

/** What volumes show, of what was looked for in them: of labels, and of the coarse classes that these make up. */
export function countShown(covers: readonly CoversRow[], shown: readonly ShownRow[]): Pick<DatasetCard, 'structures' | 'regions'> {
  const labels = { shown: new Map<string, number>(), judged: new Map<string, number>() };
  const regions = { shown: new Map<string, number>(), judged: new Map<string, number>() };
  const sets = new Map(covers.map((row) => [`${row.taxonomy} ${row.key}`, { names: row.covers.map((label) => `${row.taxonomy} ${label}`), classes: judgedClasses(row) }]));
  for (const { taxonomy, key, volumes } of covers) {
    const { names, classes } = sets.get(`${taxonomy} ${key}`)!;
    add(labels.judged, names, volumes);
    add(regions.judged, classes.map(({ region }) => region), volumes);
  }
  for (const { taxonomy, key, shown: digits, volumes } of shown) {
    const { names, classes } = sets.get(`${taxonomy} ${key}`)!;
    const isShown = (place: number): boolean => digits[place] === '1';
    add(labels.shown, names.filter((_, place) => isShown(place)), volumes);
    add(regions.shown, classes.filter(({ places }) => places.some(isShown)).map(({ region }) => region), volumes);
  }
  return {
    structures: [...new Set(covers.map(({ taxonomy }) => taxonomy))].sort().flatMap((taxonomy) =>
      labelNames(taxonomy).flatMap((label) => {
        const name = `${taxonomy} ${label}`;
        const judged = labels.judged.get(name) ?? 0;
        return judged === 0 ? [] : [{ taxonomy, label, shown: labels.shown.get(name) ?? 0, judged }];
      }),
    ),
    regions: classesOf('COARSE_29').map((region) => ({ region, shown: regions.shown.get(region) ?? 0, judged: regions.judged.get(region) ?? 0 })),
  };
}
