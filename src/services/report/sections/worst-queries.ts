import { html } from '../html.js';
import type { Html } from '../html.js';
import type { Section } from '../parts.js';
import type { Pictured, ReportInput, WorstQuery } from '../report-input.js';
import { plural, regionText, shareText, taxonomyName } from '../words.js';

const PNG = /^data:image\/png;base64,[A-Za-z0-9+/]+={0,2}$/u;
/** Missed classes named in full; the rest are counted. */
const NAMED = 12;

/** The queries that went worst, with a slice of query and result and the classes missed. */
export function worstQueriesSection({ worstQueries }: ReportInput): Section | null {
  if (worstQueries.length === 0) return null;
  return {
    id: 'worst-queries',
    heading: 'Worst queries',
    body: html`<p>Where to look first: whole volumes whose first result shows least of what they show, and regions that are mostly found and were missed here. The patient’s right is on the left of each picture, of sagittal slices anterior.</p>
<ol class="worst">${worstQueries.map(queryCard)}</ol>`,
  };
}

function queryCard(worst: WorstQuery): Html {
  const rest = worst.missed.length - NAMED;
  const names = worst.missed.slice(0, NAMED).map(regionText).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
  const lacking = html`recall <strong>${shareText(worst.recall)}</strong>, ${taxonomyName(worst.taxonomy)}; ${plural(worst.missed.length, 'class').replace('classs', 'classes')} missed: ${names === '' ? 'none' : names}`;
  return html`<li><div class="pair">${picture('query', worst.query)}${worst.result === null ? html`<p class="nothing">nothing was found</p>` : picture('first result', worst.result)}</div>
<p>${worst.cell}<br>${worst.region === null ? lacking : html`asked for <strong>${regionText(worst.region)}</strong>, which the first result does not show`}</p></li>`;
}

function picture(role: string, { name, plane, slice, thumbnail }: Pictured): Html {
  const lies = plane === 'AXIAL' ? 'slice' : `${plane.toLowerCase()} slice`;
  const caption = html`<figcaption>${role}: ${name}${slice === null ? null : `, ${lies} ${slice}`}</figcaption>`;
  return thumbnail !== null && PNG.test(thumbnail)
    ? html`<figure class="thumbnail"><img src="${thumbnail}" alt="${`${plane[0] ?? ''}${plane.slice(1).toLowerCase()} CT slice of the ${role}, ${name}`}">${caption}</figure>`
    : html`<figure class="thumbnail"><div class="no-picture">no picture</div>${caption}</figure>`;
}
