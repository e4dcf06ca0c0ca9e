import type { DepthSummary } from '../../../domain/evaluation/depth/depth-summary.js';
import type { EvaluationTaxonomy } from '../../../domain/anatomy/taxonomy.js';
import { html } from '../html.js';
import type { Html } from '../html.js';
import { dataTable, folded } from '../parts.js';
import type { Section } from '../parts.js';
import type { ReportCell, ReportInput } from '../report-input.js';
import { cellText, shareText, TAXONOMIES, taxonomyName } from '../words.js';

type Deep = ReportCell & { readonly depth: NonNullable<ReportCell['depth']> };

/** How good ranked lists are beyond their first result, each measure beside its chance. */
export function depthSection({ cells }: ReportInput): Section | null {
  const deep = cells.filter((cell): cell is Deep => cell.depth !== null && TAXONOMIES.some((taxonomy) => cell.depth?.[taxonomy].length !== 0));
  if (deep.length === 0) return null;
  return {
    id: 'depth',
    heading: 'Measures at depth',
    body: html`<p>Means over classes of the means over their topics, pairs of a query and a class that some eligible volume shows; below each what random order gives. The files of a run have
each class by itself.</p>${TAXONOMIES.map((taxonomy) => table(taxonomy, deep))}`,
  };
}

function table(taxonomy: EvaluationTaxonomy, cells: readonly Deep[]): Html {
  const measures = [...new Set(cells.flatMap(({ depth }) => depth[taxonomy].map(({ measure }) => measure)))];
  const columns = [{ heading: 'cell' }, { heading: 'mode' }, ...measures.map((heading) => ({ heading, figures: true }))];
  const rows = cells.map((cell) => [cellText(cell), cell.config.mode, ...measures.map((measure) => value(cell.depth[taxonomy].find((one) => one.measure === measure)))]);
  const name = `${taxonomyName(taxonomy)} classes`;
  return folded(name, dataTable(`Measures at depth, ${name}`, columns, rows));
}

function value(figures: DepthSummary | undefined): Html {
  return figures === undefined ? html`—` : html`<strong>${shareText(figures.classMean)}</strong><br><span class="muted">${shareText(figures.classChanceMean)}</span>`;
}
