import { heatMap, HEAT_STEPS } from '../charts/heat-map.js';
import { html, trusted } from '../html.js';
import type { Html } from '../html.js';
import { dataTable, figure, folded, scrollBox } from '../parts.js';
import type { Section } from '../parts.js';
import type { RegionConfusion } from '../../../domain/evaluation/confusion.js';
import type { Confusion, ReportInput } from '../report-input.js';
import { countText, plural, regionText, shareText, taxonomyName } from '../words.js';

/** Rows and columns of one map; the rest is in the table. */
const MOST = 30;
/** Other regions named for each region asked for. */
const NAMED = 5;

type Kind = 'inPlaceOf' | 'beside';

/** Which regions the first result shows in place of the one asked for, and beside it. */
export function confusionSection({ confusions }: ReportInput): Section | null {
  const shown = confusions.filter(({ asked }) => asked.length > 0);
  if (shown.length === 0) return null;
  return {
    id: 'confusion',
    heading: 'Confusion of regions',
    body: html`<p>Rows are the regions asked for, columns what the first result shows. A first result is a whole volume and shows many regions, so that neighbours in the body stand beside
each other even where the answer is right: <em>in place of</em> counts the missed queries of a row, <em>beside</em> the right ones.</p>${heatLegend()}${shown.map(confusionBlock)}`,
  };
}

function confusionBlock(confusion: Confusion, index: number): Html {
  const missed = confusion.asked.reduce((sum, one) => sum + one.missed, 0);
  const all = confusion.asked.reduce((sum, one) => sum + one.missed + one.right, 0);
  const maps = [map(confusion, 'inPlaceOf'), map(confusion, 'beside')].filter((one) => one !== null);
  const summary = html`<strong>${confusion.mode} · ${confusion.cell}</strong> <span class="muted">${taxonomyName(confusion.taxonomy)}, ${countText(missed)} of ${plural(all, 'query').replace('querys', 'queries')} missed</span>`;
  return folded(summary, html`<div class="maps">${maps}</div>${table(confusion)}`, index === 0);
}

function map(confusion: Confusion, kind: Kind): Html | null {
  const total = (one: RegionConfusion): number => (kind === 'beside' ? one.right : one.missed);
  const asked = confusion.asked.filter((one) => total(one) > 0);
  const rows = mostOf(asked, total);
  const counts = new Map<string, number>();
  for (const row of rows) for (const [region, count] of Object.entries(row[kind])) counts.set(region, (counts.get(region) ?? 0) + count);
  const columns = mostOf([...counts.keys()], (region) => counts.get(region) ?? 0);
  if (rows.length === 0 || columns.length === 0) return null;
  const byRegion = new Map(rows.map((row) => [row.region, row]));
  const shareOf = (row: string, column: string): number => {
    const one = byRegion.get(row);
    return one === undefined ? 0 : (one[kind][column] ?? 0) / total(one);
  };
  const order = confusion.asked.map(({ region }) => region);
  const ordered = [...columns].sort((a, b) => place(order, a) - place(order, b));
  const words = kind === 'beside' ? 'Beside the region asked for' : 'In place of the region asked for';
  const cut = rows.length < asked.length || columns.length < counts.size ? ` (the ${rows.length} most ${kind === 'beside' ? 'found' : 'missed'} of ${asked.length}; ${columns.length} of ${counts.size} shown)` : '';
  const chart = heatMap(rows.map(({ region }) => region), ordered, shareOf, `Heat map: ${words.toLowerCase()}, the share of queries of each of ${rows.length} regions whose first result shows each of ${columns.length} others. The table below names the most frequent.`);
  return figure(`${words}${cut}`, scrollBox(words, chart));
}

function table(confusion: Confusion): Html {
  const name = `${confusion.mode}, ${confusion.cell}, ${taxonomyName(confusion.taxonomy)}`;
  return folded(
    'Figures',
    dataTable(
      `Confusion of regions, ${name}`,
      [{ heading: 'asked for' }, { heading: 'right', figures: true }, { heading: 'missed', figures: true }, { heading: 'most often in its place' }, { heading: 'most often beside it' }],
      confusion.asked.map((one) => [regionText(one.region), countText(one.right), countText(one.missed), frequent(one.inPlaceOf, one.missed), frequent(one.beside, one.right)]),
    ),
  );
}

function frequent(counts: Readonly<Record<string, number>>, of: number): string {
  return mostOf(Object.entries(counts), ([, count]) => count, NAMED)
    .sort((a, b) => b[1] - a[1])
    .map(([region, count]) => `${regionText(region)} ${shareText(of === 0 ? null : count / of)}`)
    .join(', ');
}

/** The values of greatest weight, in their own order; of equal weight the first ones. */
function mostOf<Value>(values: readonly Value[], weight: (value: Value) => number, most = MOST): Value[] {
  const kept = new Set([...values.keys()].sort((a, b) => weight(values[b] as Value) - weight(values[a] as Value) || a - b).slice(0, most));
  return values.filter((_, index) => kept.has(index));
}

function place(order: readonly string[], region: string): number {
  const found = order.indexOf(region);
  return found === -1 ? order.length : found;
}

function heatLegend(): Html {
  const steps = Array.from({ length: HEAT_STEPS }, (_, step) => `<rect x="${step * 22}" width="21" height="14" fill="var(--heat-${step})"/>`).join('');
  return html`<p class="heat-legend">share of a row’s queries: 0 ${trusted(`<svg width="${HEAT_STEPS * 22}" height="14" viewBox="0 0 ${HEAT_STEPS * 22} 14" aria-hidden="true">${steps}</svg>`)} 1</p>`;
}
