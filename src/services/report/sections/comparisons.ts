import { groupBy } from '../cell-groups.js';
import { MUTED } from '../charts/draw.js';
import { intervalDots } from '../charts/interval-dots.js';
import { legend } from '../charts/series.js';
import { html } from '../html.js';
import type { Html } from '../html.js';
import { charts, dataTable, figure, folded } from '../parts.js';
import type { Section } from '../parts.js';
import type { Comparison, ReportInput } from '../report-input.js';
import { countText, pairText, pText, shortShare, signedText, taxonomyName, withoutShared } from '../words.js';

const LEVEL = 0.05;

/** Differences of pairs of cells on the same queries, with p after Holm. */
export function comparisonsSection({ comparisons }: ReportInput): Section | null {
  if (comparisons.length === 0) return null;
  const groups = [...groupBy(comparisons, ({ mode, taxonomy }) => `${mode}, ${taxonomyName(taxonomy)} classes`)];
  return {
    id: 'comparisons',
    heading: 'Comparisons',
    body: html`<p>Mean recall of the first less that of the second, on the same queries. p: two-sided sign flips of whole patients; adjusted by Holm over the pairs of a mode and taxonomy.
A p above ${shortShare(LEVEL)} does not say that two cells are alike.</p>
${legend(['not told apart', 'told apart'])}
${charts(groups.map(([name, members]) => groupFigure(name, members)))}
${folded('Figures', dataTable(
  'Pairs of cells',
  [{ heading: 'first' }, { heading: 'second' }, { heading: 'mode' }, { heading: 'classes' }, ...['difference', 'interval', 'patients', 'p', 'p, adjusted'].map((heading) => ({ heading, figures: true })), { heading: 'verdict' }],
  comparisons.map((one) => [
    one.first,
    one.second,
    one.mode,
    taxonomyName(one.taxonomy),
    signedText(one.difference),
    one.interval === null ? '—' : `${signedText(one.interval.low)} … ${signedText(one.interval.high)}`,
    countText(one.patients),
    pText(one.p),
    pText(one.pAdjusted),
    one.pAdjusted < LEVEL ? html`<strong>${one.difference > 0 ? 'first' : 'second'} is better</strong>` : 'not told apart',
  ]),
))}`,
  };
}

function groupFigure(name: string, comparisons: readonly Comparison[]): Html {
  const { shared, short } = withoutShared(comparisons.flatMap(({ first, second }) => [first, second]));
  const named = comparisons.map((one) => ({ ...one, first: short.get(one.first) ?? one.first, second: short.get(one.second) ?? one.second }));
  const caption = shared === '' ? name : `${name} · ${shared}`;
  return figure(caption, chart(caption, named));
}

function chart(name: string, comparisons: readonly Comparison[]): Html {
  const farthest = Math.max(0.02, ...comparisons.flatMap(({ difference, interval }) => [difference, interval?.low ?? 0, interval?.high ?? 0]).map(Math.abs));
  const bound = Math.ceil(farthest * 22) / 20;
  const label = ({ first, second }: Comparison): string => pairText(first, second);
  const rows = comparisons.map((one) => ({
    label: label(one),
    points: [{ series: one.pAdjusted < LEVEL ? 1 : 0, value: one.difference, interval: one.interval }],
    reference: 0,
  }));
  const spoken = comparisons.map((one) => `${label(one)}: ${signedText(one.difference)}, adjusted p ${pText(one.pAdjusted)}`).join('; ');
  return intervalDots(rows, { domain: [-bound, bound], title: 'difference in mean recall', format: '+.2~f', reference: MUTED }, `Differences in mean recall, ${name}. ${spoken}.`);
}
