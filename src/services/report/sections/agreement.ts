import { groupBy } from '../cell-groups.js';
import { intervalDots } from '../charts/interval-dots.js';
import { legend } from '../charts/series.js';
import { html } from '../html.js';
import type { Html } from '../html.js';
import { charts, dataTable, figure } from '../parts.js';
import type { Section } from '../parts.js';
import type { IndexAgreement, ReportInput, Spread } from '../report-input.js';
import { countText, intervalText, millisecondsText, shareText, withoutShared } from '../words.js';

/** How approximate indexes agree with the exhaustive search over the same embeddings. */
export function agreementSection({ agreements }: ReportInput): Section | null {
  if (agreements.length === 0) return null;
  return {
    id: 'agreement',
    heading: 'Agreement of index and exact search',
    body: html`<p>Against EXACT, the exhaustive search over the same embeddings. Lines are the range over builds of the same index, which are not alike.</p>
${legend(['same first result', 'overlap of the first ten'])}
${charts([...groupBy(agreements, ({ mode }) => mode)].map(([mode, members]) => modeFigure(mode, members)))}
${dataTable(
  'Agreement of index and exact search',
  [{ heading: 'index' }, { heading: 'mode' }, ...['queries', 'builds', 'same first', 'range', 'overlap at 10', 'range', 'median ms', 'exact, median ms'].map((heading) => ({ heading, figures: true }))],
  agreements.map((one) => [
    nameOf(one),
    one.mode,
    countText(one.queries),
    countText(one.builds),
    shareText(one.top1.mean),
    rangeText(one, one.top1),
    shareText(one.overlapAt10.mean),
    rangeText(one, one.overlapAt10),
    millisecondsText(one.milliseconds),
    millisecondsText(one.exactMilliseconds),
  ]),
)}`,
  };
}

function modeFigure(mode: string, agreements: readonly IndexAgreement[]): Html {
  const { shared, short } = withoutShared(agreements.map(nameOf));
  return figure(shared === '' ? mode : `${mode} · ${shared}`, chart(mode, agreements, (one) => short.get(nameOf(one)) ?? nameOf(one)));
}

function chart(mode: string, agreements: readonly IndexAgreement[], labelOf: (one: IndexAgreement) => string): Html {
  const lowest = Math.min(...agreements.flatMap(({ top1, overlapAt10 }) => [top1.low, overlapAt10.low]));
  const rows = agreements.map((one) => ({
    label: labelOf(one),
    points: [one.top1, one.overlapAt10].map((spread, series) => ({ series, value: spread.mean, interval: spread })),
    reference: null,
  }));
  const spoken = agreements.map((one) => `${nameOf(one)}: same first result ${shareText(one.top1.mean)}, overlap of the first ten ${shareText(one.overlapAt10.mean)}`).join('; ');
  return intervalDots(rows, { domain: [Math.max(0, Math.floor(lowest * 20 - 1) / 20), 1], title: 'share, 1 is full agreement', format: '.2f' }, `Agreement with exact search, mode ${mode}. ${spoken}.`);
}

function nameOf({ encoder, index, ranking }: IndexAgreement): string {
  return `${encoder} · ${index} · ${ranking}`;
}

function rangeText({ builds }: IndexAgreement, spread: Spread): string {
  return builds === 1 ? 'one build' : intervalText(spread);
}
