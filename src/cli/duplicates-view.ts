import { html, trusted } from '../services/report/html.js';
import type { Html } from '../services/report/html.js';
import { STYLE } from '../services/report/style.js';
import type { DuplicatePair, DuplicateSide, FoundDuplicates } from './client/duplicates.js';
import { columns } from './columns.js';

const nameOf = (side: DuplicateSide | null): string => (side === null ? 'deleted' : (side.name ?? side.id));

const lookedText = ({ volumes, pairs, compared, found, threshold }: FoundDuplicates): string =>
  `${found} of ${pairs} pairs of ${volumes} volumes agree by ${threshold} or more; ${compared} were compared slice by slice.`;

/** Pairs as a table for people. */
export function duplicatesText(found: FoundDuplicates): string {
  const rows = found.duplicates.map(({ agreement, similarity, first, second, firstSlice, secondSlice, review }) => [
    agreement.toFixed(3),
    similarity.toFixed(3).padStart(10),
    nameOf(first),
    nameOf(second),
    `${firstSlice?.index ?? '–'} and ${secondSlice?.index ?? '–'}`,
    `${first?.patientId ?? '–'} and ${second?.patientId ?? '–'}`,
    review?.verdict.toLowerCase() ?? '–',
    `${first?.id ?? '–'} ${second?.id ?? '–'}`,
  ]);
  return [lookedText(found), ...(rows.length === 0 ? [] : ['', ...columns([['agreement', 'similarity', 'volume', 'looks like', 'slices', 'patients', 'review', 'ids'], ...rows])])].join('\n');
}

function figure(side: DuplicateSide | null, slice: DuplicatePair['firstSlice'], picture: string | null): Html {
  return html`<figure>${picture === null ? html`<p>no picture</p>` : html`<img src="${picture}" alt="Slice ${slice?.index ?? 0} of ${nameOf(side)}">`}
<figcaption>${nameOf(side)}, slice ${slice?.index ?? '–'}<br><small>${side?.patientId ?? ''}</small></figcaption></figure>`;
}

/** A page that stands alone: both volumes of each pair side by side. `pictures` gives the data of a thumbnail by its address. */
export function duplicatesPage(dataset: string, found: FoundDuplicates, pictures: ReadonlyMap<string, string>): string {
  const picture = (slice: DuplicatePair['firstSlice']): string | null => (slice === null ? null : (pictures.get(slice.thumbnailUrl) ?? null));
  const pairs = found.duplicates.map(
    (pair) => html`<section><h2>Agreement ${pair.agreement.toFixed(3)}, similarity ${pair.similarity.toFixed(3)}</h2>
${pair.review === null ? '' : html`<p>${pair.review.verdict.toLowerCase()}, said by ${pair.review.reviewedBy}</p>`}
<div class="pair">${figure(pair.first, pair.firstSlice, picture(pair.firstSlice))}${figure(pair.second, pair.secondSlice, picture(pair.secondSlice))}</div></section>`,
  );
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Duplicates in ${dataset}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<style>${trusted(STYLE)} .pair { display: flex; gap: 1rem; }</style></head>
<body><main><h1>Duplicates in ${dataset}</h1><p>${lookedText(found)} Whether two volumes are one scan is for people to say.</p>${pairs}</main></body></html>
`.markup;
}
