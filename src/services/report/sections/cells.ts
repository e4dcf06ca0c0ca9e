import type { EvaluationTaxonomy } from '../../../domain/anatomy/taxonomy.js';
import { STAGES } from '../../evaluation/stage-times.js';
import { byMode, isControl } from '../cell-groups.js';
import { html } from '../html.js';
import type { Content, Html } from '../html.js';
import { badge, dataTable, folded, scrollBox } from '../parts.js';
import type { Section } from '../parts.js';
import type { ReportCell, ReportFigures, ReportInput } from '../report-input.js';
import { cellText, countText, intervalText, millisecondsText, rankingText, shareText, TAXONOMIES, taxonomyName } from '../words.js';

const CAPTION = 'All cells of the grid';
/** Of one taxonomy, then of the cell. */
const FIGURES = ['recall ± std', 'interval', 'classes', 'chance', 'lift', 'precision', 'Jaccard', 'unattainable', 'unjudged'] as const;
const COLUMNS = 3 + TAXONOMIES.length * FIGURES.length + 3;

/** Every cell of the grid with its figures, the failed ones with their reason; median times in a table of their own. */
export function cellsSection({ cells: all, encoders }: ReportInput): Section | null {
  // Those judged by a label of volumes have tables of their own.
  const cells = all.filter(({ label }) => label == null);
  if (cells.length === 0) return null;
  const groups = byMode(cells).map(
    ({ mode, members }) => html`<tbody><tr><th scope="rowgroup" colspan="${COLUMNS}" class="group">${mode}</th></tr>${members.map((cell) => cellRow(cell, isControl(cell, encoders)))}</tbody>`,
  );
  const table = html`<table class="cells"><caption>${CAPTION}</caption><thead>
<tr><th scope="col" rowspan="2">encoder</th><th scope="col" rowspan="2">index</th><th scope="col" rowspan="2">ranking</th>${TAXONOMIES.map((taxonomy) => html`<th scope="colgroup" colspan="${FIGURES.length}" class="span">${taxonomyName(taxonomy)} classes</th>`)}<th scope="col" rowspan="2" class="figure">winner slice ratio</th><th scope="col" rowspan="2" class="figure">median ms</th><th scope="col" rowspan="2" class="figure">queries/s</th></tr>
<tr>${TAXONOMIES.flatMap(() => FIGURES.map((name) => html`<th scope="col" class="figure">${name}</th>`))}</tr>
</thead>${groups}</table>`;
  return { id: 'cells', heading: 'Cells', body: html`${scrollBox(CAPTION, table)}${notes(cells)}${timesTable(cells)}` };
}

function cellRow(cell: ReportCell, control: boolean): Html {
  const name = html`<th scope="row">${cell.encoder}${control ? html` ${badge('control')}` : null}</th><td>${cell.index ?? '—'}</td><td>${rankingText(cell)}</td>`;
  if (cell.figures === null) return html`<tr class="without">${name}<td colspan="${COLUMNS - 3}">${reason(cell)}</td></tr>`;
  const { figures } = cell;
  const tail = [shareText(cell.winnerSliceRatio), ms(cell.times?.total?.p50), cell.throughput === null ? '—' : millisecondsText(cell.throughput)];
  return html`<tr${control ? html` class="control"` : null}>${name}${TAXONOMIES.flatMap((taxonomy) => figuresOf(figures[taxonomy], cell)).map(figureCell)}${tail.map(figureCell)}</tr>`;
}

function figureCell(content: Content): Html {
  return html`<td class="figure">${content}</td>`;
}

function figuresOf(figures: ReportFigures, { control }: ReportCell): readonly Content[] {
  const sum = (of: (figures: ReportFigures['classes'][number]) => number): number => figures.classes.reduce((total, one) => total + of(one), 0);
  // A taxonomy that was not judged in.
  if (figures.classesWithQueries === 0) return FIGURES.map(() => '—');
  const lift = shareText(figures.liftMean) + (figures.liftLeftOut > 0 ? ` (−${figures.liftLeftOut})` : '');
  return [
    html`<strong>${shareText(figures.recallMean)}</strong> ± ${shareText(figures.recallStd)}`,
    intervalText(figures.interval),
    `${figures.classesWithQueries} of ${figures.classesTotal}`,
    shareText(figures.chanceMean),
    control === 'RANDOM' ? '—' : lift,
    shareText(figures.precision),
    shareText(figures.jaccard),
    countText(sum(({ unattainable }) => (unattainable ? 1 : 0))),
    `${countText(sum(({ unjudged }) => unjudged))} (${shareText(figures.unjudgedShare)})`,
  ];
}

function reason({ state, error }: ReportCell): Html {
  const word = state.toLowerCase();
  return error === null ? html`<span class="bad">${word}</span>` : html`<span class="bad">${word}: <code>${error.code}</code></span> ${error.message}`;
}

function notes(cells: readonly ReportCell[]): Html {
  const leftOut = cells.some(({ figures }) => figures !== null && TAXONOMIES.some((taxonomy: EvaluationTaxonomy) => figures[taxonomy].liftLeftOut > 0));
  return html`<p class="note">Recall: mean ± standard deviation over the classes that some query shows. Precision and Jaccard: class sets of query and first result, mode VOLUME alone.
Unattainable: classes that no eligible item shows. Unjudged: pairs of query and class whose result was not looked over for the class, and their share.
Winner slice ratio: slices of first results over those of the gallery.${leftOut ? ' Lift (−n): n classes have chance 1, so that nothing can be better; they are left out of its mean.' : ''}</p>`;
}

function timesTable(cells: readonly ReportCell[]): Html | null {
  const timed = cells.flatMap((cell) => (cell.times === null ? [] : [{ cell, times: cell.times }]));
  if (timed.length === 0) return null;
  const medians = dataTable(
    'Median milliseconds a query, by stage',
    [{ heading: 'cell' }, { heading: 'mode' }, ...STAGES.map((stage) => ({ heading: stage, figures: true }))],
    timed.map(({ cell, times }) => [cellText(cell), cell.config.mode, ...STAGES.map((stage) => ms(times[stage]?.p50))]),
  );
  const tails = dataTable(
    'Milliseconds of a whole query: all, the cold ones, the warm ones',
    [{ heading: 'cell' }, { heading: 'mode' }, ...['p50', 'p95', 'p99', 'cold', 'warm p50', 'warm p95', 'warm p99', 'queries/s'].map((heading) => ({ heading, figures: true }))],
    timed.map(({ cell, times: { total } }) => [
      ...[cellText(cell), cell.config.mode, ms(total?.p50), ms(total?.p95), ms(total?.p99), ms(total?.cold), ms(total?.warm?.p50), ms(total?.warm?.p95), ms(total?.warm?.p99)],
      cell.throughput === null ? '—' : millisecondsText(cell.throughput),
    ]),
  );
  return folded(
    'Times',
    html`<p class="note">Cold: the first query that a worker asked an index, which is loaded for it. Cells that share their search are told the time that it took once, so theirs is cold only in part.</p>${tails}${medians}`,
  );
}

function ms(value: number | null | undefined): string {
  return value == null ? '—' : millisecondsText(value);
}
