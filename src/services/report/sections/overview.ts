import type { EvaluationTaxonomy } from '../../../domain/anatomy/taxonomy.js';
import { intervalDots } from '../charts/interval-dots.js';
import { html } from '../html.js';
import type { Html } from '../html.js';
import { charts, figure } from '../parts.js';
import type { Section } from '../parts.js';
import type { ReportCell, ReportEncoder, ReportFigures, ReportInput } from '../report-input.js';
import { byMode, groupBy, isControl } from '../cell-groups.js';
import { cellText, shareText, TAXONOMIES, taxonomyName } from '../words.js';

type Figured = ReportCell & { readonly figures: NonNullable<ReportCell['figures']> };

/** Mean recall of every cell at a glance, by mode. */
export function overviewSection({ cells, encoders }: ReportInput): Section | null {
  const figured = cells.filter((cell): cell is Figured => cell.figures !== null && cell.control !== 'RANDOM');
  if (figured.length === 0) return null;
  return {
    id: 'overview',
    heading: 'Mean recall at a glance',
    body: html`<p>Points are means over classes, lines their intervals of 95 %. The upright mark is chance. Squares in grey are controls: WIDEST answers with what
shows most classes, PIXELS compares raw pixels. Of cells that differ in their candidates alone, the one with most candidates stands for all.</p>
<div class="modes">${byMode(figured).map(({ mode, members }) => modeCharts(mode, deepest(members), encoders))}</div>`,
  };
}

function modeCharts(mode: string, cells: readonly Figured[], encoders: readonly ReportEncoder[]): Html {
  return html`<div><h3>${mode}</h3>${charts(TAXONOMIES.map((taxonomy) => figure(`${taxonomyName(taxonomy)} classes`, overviewChart(cells, taxonomy, mode, encoders))))}</div>`;
}

/** Of cells that differ in their candidates alone, the one that looks at most. */
function deepest(cells: readonly Figured[]): readonly Figured[] {
  const depth = ({ config: { candidates } }: Figured): number => (candidates.kind === 'GALLERY' ? Infinity : candidates.kind === 'HIT' ? Number.MAX_VALUE : candidates.count);
  const groups = groupBy(cells, ({ encoder, index, config }) => JSON.stringify([encoder, index, { ...config, candidates: null }]));
  return [...groups.values()].map((group) => group.reduce((best, cell) => (depth(cell) > depth(best) ? cell : best)));
}

function overviewChart(cells: readonly Figured[], taxonomy: EvaluationTaxonomy, mode: string, encoders: readonly ReportEncoder[]): Html {
  const figuresOf = (cell: Figured): ReportFigures => cell.figures[taxonomy];
  const rows = cells.map((cell) => ({
    label: cellText(cell),
    points: [{ series: isControl(cell, encoders) ? ('CONTROL' as const) : 0, value: figuresOf(cell).recallMean, interval: figuresOf(cell).interval }],
    reference: figuresOf(cell).chanceMean,
  }));
  const spoken = cells.map((cell) => `${cellText(cell)} ${shareText(figuresOf(cell).recallMean)}`).join('; ');
  return intervalDots(rows, { domain: [0, 1], title: 'mean recall', format: '.1f' }, `Mean recall over ${taxonomyName(taxonomy)} classes, mode ${mode}: ${spoken}.`);
}
