import type { EvaluationTaxonomy } from '../../../domain/anatomy/taxonomy.js';
import { byMode, groupBy } from '../cell-groups.js';
import { regionBars } from '../charts/region-bars.js';
import { html } from '../html.js';
import type { Html } from '../html.js';
import { charts, dataTable, figure, folded } from '../parts.js';
import type { Section } from '../parts.js';
import type { ReportCell, ReportClass, ReportInput } from '../report-input.js';
import { cellText, countText, intervalText, regionText, shareText, TAXONOMIES, taxonomyName } from '../words.js';

type Figures = NonNullable<ReportCell['figures']>;

/** Rows of one chart; a longer list goes on in the chart beside it. */
const ROWS = 35;

/** Recall of each region as bars, for the best ranking of each encoder and mode. */
export function regionsSection({ cells }: ReportInput): Section | null {
  const best = byMode(cells.filter(({ control }) => control === null)).map(({ mode, members }) => ({
    mode,
    chosen: [...groupBy(members, ({ encoder }) => encoder).values()].flatMap((group) => bestOf(group) ?? []),
  }));
  if (best.every(({ chosen }) => chosen.length === 0)) return null;
  return {
    id: 'regions',
    heading: 'Recall by region',
    body: html`<p>Of each encoder and mode the ranking with the highest mean recall over coarse classes, chosen after the fact. Lowest recall first. Bars are recall,
thin lines its interval of 95 %, the upright marks chance.${best.some(({ chosen }) => chosen.some(hasUnattainable)) ? ' †: no eligible item shows the region.' : ''}</p>
${best.map(({ mode, chosen }) => (chosen.length === 0 ? null : html`<h3>${mode}</h3>${chosen.map((one, index) => cellBlock(one, index === 0))}`))}`,
  };
}

interface Chosen {
  readonly cell: ReportCell;
  readonly figures: Figures;
}

function bestOf(cells: readonly ReportCell[]): Chosen | null {
  const figured = cells.flatMap((cell) => (cell.figures === null ? [] : [{ cell, figures: cell.figures }]));
  return figured.reduce<Chosen | null>((best, one) => (best === null || one.figures.COARSE_29.recallMean > best.figures.COARSE_29.recallMean ? one : best), null);
}

function hasUnattainable({ figures }: Chosen): boolean {
  return TAXONOMIES.some((taxonomy) => figures[taxonomy].classes.some(({ unattainable }) => unattainable));
}

function cellBlock({ cell, figures }: Chosen, open: boolean): Html {
  const means = TAXONOMIES.map((taxonomy) => `${taxonomyName(taxonomy)} ${shareText(figures[taxonomy].recallMean)}`).join(', ');
  const shown = TAXONOMIES.filter((taxonomy) => figures[taxonomy].classes.length > 0);
  return folded(
    html`<strong>${cellText(cell)}</strong> <span class="muted">${means}</span>`,
    html`${charts(shown.flatMap((taxonomy) => barFigures(cell, taxonomy, figures[taxonomy].classes)))}${shown.map((taxonomy) => regionTable(cell, taxonomy, figures[taxonomy].classes))}`,
    open,
  );
}

function barFigures(cell: ReportCell, taxonomy: EvaluationTaxonomy, classes: readonly ReportClass[]): readonly Html[] {
  const name = `${taxonomyName(taxonomy)} classes`;
  const parts = evenly([...classes].sort((a, b) => a.recall - b.recall), ROWS);
  return parts.map((part, index) => figure(parts.length === 1 ? name : `${name}, part ${index + 1} of ${parts.length}`, regionBars(part, spoken(cell, name, part))));
}

function regionTable(cell: ReportCell, taxonomy: EvaluationTaxonomy, classes: readonly ReportClass[]): Html {
  const name = `${taxonomyName(taxonomy)} classes`;
  return folded(
    `Figures of the ${name}`,
    dataTable(
      `Recall by region, ${cell.config.mode}, ${cellText(cell)}, ${name}`,
      [{ heading: 'region' }, ...['recall', 'interval', 'chance', 'lift', 'queries', 'patients', 'unjudged'].map((heading) => ({ heading, figures: true })), { heading: 'note' }],
      classes.map((one) => [
        regionText(one.region),
        shareText(one.recall),
        intervalText(one.interval),
        shareText(one.chance),
        shareText(one.lift),
        countText(one.queries),
        countText(one.patients),
        countText(one.unjudged),
        one.unattainable ? 'unattainable' : '',
      ]),
    ),
  );
}

function spoken(cell: ReportCell, name: string, classes: readonly ReportClass[]): string {
  const [first, last] = [classes[0], classes.at(-1)];
  const range = first === undefined || last === undefined ? '' : `, from ${regionText(first.region)} ${shareText(first.recall)} to ${regionText(last.region)} ${shareText(last.recall)}`;
  return `Bars of recall of ${classes.length} ${name}, mode ${cell.config.mode}, ${cellText(cell)}${range}. The figures stand in the table below.`;
}

/** Parts of nearly equal length, none longer than `most`. */
function evenly<Value>(values: readonly Value[], most: number): readonly (readonly Value[])[] {
  const parts = Math.ceil(values.length / most);
  const bound = (part: number): number => Math.round((part * values.length) / parts);
  return Array.from({ length: parts }, (_, part) => values.slice(bound(part), bound(part + 1)));
}
