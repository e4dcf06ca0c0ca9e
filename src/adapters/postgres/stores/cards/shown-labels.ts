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
  /** A line each. */
  readonly labels: string;
  readonly volumes: number;
}

/** Classes by label, as far as this set of labels judges them: all labels of such a class were looked for. */
function judgedClasses({ taxonomy, covers }: CoversRow): ReadonlyMap<string, readonly string[]> {
  const covered = new Set(covers);
  const classes = new Map<string, string[]>();
  for (const [region, sources] of classSources(taxonomy, 'COARSE_29')) {
    if (!sources.every((label) => covered.has(label))) continue;
    for (const label of sources) classes.set(label, [...(classes.get(label) ?? []), region]);
  }
  return classes;
}

const add = (counts: Map<string, number>, names: Iterable<string>, volumes: number): void => {
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + volumes);
};

/** What volumes show, of what was looked for in them: of labels, and of the coarse classes that these make up. */
export function countShown(covers: readonly CoversRow[], shown: readonly ShownRow[]): Pick<DatasetCard, 'structures' | 'regions'> {
  const labels = { shown: new Map<string, number>(), judged: new Map<string, number>() };
  const regions = { shown: new Map<string, number>(), judged: new Map<string, number>() };
  const sets = new Map(covers.map((row) => [`${row.taxonomy} ${row.key}`, { covered: new Set(row.covers), classes: judgedClasses(row) }]));
  for (const row of covers) {
    add(labels.judged, row.covers.map((label) => `${row.taxonomy} ${label}`), row.volumes);
    add(regions.judged, new Set([...(sets.get(`${row.taxonomy} ${row.key}`)?.classes.values() ?? [])].flat()), row.volumes);
  }
  for (const row of shown) {
    const set = sets.get(`${row.taxonomy} ${row.key}`);
    if (set === undefined) continue;
    const judged = row.labels.split('\n').filter((label) => set.covered.has(label));
    add(labels.shown, judged.map((label) => `${row.taxonomy} ${label}`), row.volumes);
    add(regions.shown, new Set(judged.flatMap((label) => set.classes.get(label) ?? [])), row.volumes);
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
