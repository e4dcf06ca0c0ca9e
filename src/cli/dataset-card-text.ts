import type { Shown, Spread } from '../services/ports/dataset-card.js';
import type { ToldCard } from './client/dataset-card.js';
import { columns } from './columns.js';

const AXES = ['right', 'anterior', 'superior'] as const;
/** Of the values of a label, in text. */
const MOST_VALUES = 8;

const padded = (rows: readonly (readonly [string, number, ...string[]])[]): readonly string[] => {
  const width = Math.max(0, ...rows.map(([, count]) => String(count).length));
  return columns(rows.map(([name, count, ...more]) => ['', name, String(count).padStart(width), ...more]));
};

function spreads(name: string, of: readonly Spread[] | null, digits: number): readonly string[] {
  if (of === null) return [];
  const rows = of.map(({ minimum, median, maximum }, axis) => ['', AXES[axis] ?? '', ...[minimum, median, maximum].map((value) => value.toFixed(digits).padStart(9))]);
  return [name, ...columns([['', '', '  minimum', '   median', '  maximum'], ...rows])];
}

const share = ({ shown, judged }: Shown): string => `${((100 * shown) / judged).toFixed(0)} % of ${judged} judged`;

const section = (heading: string, lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', heading, ...lines]);

/** What a data set holds, for people. A class that was looked for in no volume is not listed: nobody can say that it is absent. */
export function datasetCardText(card: ToldCard, name: string): string {
  const regions = card.regions.filter(({ judged }) => judged > 0).sort((a, b) => b.shown / b.judged - a.shown / a.judged || (a.region < b.region ? -1 : 1));
  const unjudged = card.regions.length - regions.length;
  return [
    `Data set "${name}"`,
    ...padded([['volumes', card.volumes], ['patients', card.patients], ['studies', card.studies], ['slices', card.slices], ['with segmentation', card.segmented], ['generated', card.derived]]),
    ...section('Warnings', card.warnings.map(({ message }) => `  ${message}`)),
    '',
    ...spreads('Spacing, mm', card.spacing, 3),
    ...spreads('Voxels', card.shape, 1),
    ...section('Splits', padded(card.splits.map(({ split, volumes, patients, slices }) => [split, volumes, `volumes of ${patients} patients, ${slices} slices`]))),
    ...section('Labels of volumes', card.labels.map(({ name: label, volumes, distinct, values }) => `  ${label} (${volumes} volumes): ${values.slice(0, MOST_VALUES).map(({ value, volumes: many }) => `${value} ${many}`).join(', ')}${distinct > MOST_VALUES ? `, … ${distinct} values in all` : ''}`)),
    ...section('Segmentations', padded(card.standards.map(({ taxonomy, producer, volumes }) => [`${taxonomy} by ${producer.name}${producer.version === null ? '' : ` ${producer.version}`}`, volumes, 'volumes']))),
    ...section('Coarse classes shown', padded(regions.map((region) => [region.region, region.shown, share(region)]))),
    ...(unjudged === 0 || regions.length === 0 ? [] : [`  ${unjudged} classes were looked for in no volume.`]),
    ...section('Noticed on import', padded(card.notes.map(({ kind, volumes }) => [kind, volumes, 'volumes']))),
  ].join('\n');
}
