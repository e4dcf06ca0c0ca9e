import { html, trusted } from '../html.js';
import type { Html } from '../html.js';

/** Shapes as the plotting library names them, with the same outline in a box of 12 × 12. */
const SHAPES = [
  { shape: 'circle', outline: 'M6 2a4 4 0 1 0 .01 0z' },
  { shape: 'square', outline: 'M2.5 2.5h7v7h-7z' },
  { shape: 'triangle-up', outline: 'M6 1.5l5 8.5h-10z' },
  { shape: 'diamond', outline: 'M6 1l4 5l-4 5l-4-5z' },
  { shape: 'cross', outline: 'M4.5 1.5h3v3h3v3h-3v3h-3v-3h-3v-3h3z' },
  { shape: 'triangle-down', outline: 'M6 10.5l5-8.5h-10z' },
] as const;

/** The place of a series among those of a chart, from 0; or a control, which is none of them. */
export type Series = number | 'CONTROL';

/** Shape and colour of a series; the shape tells apart what the colour may not. */
export function seriesLook(index: Series): { readonly shape: string; readonly color: string } {
  if (index === 'CONTROL') return { shape: 'square', color: 'var(--muted)' };
  const turn = index % SHAPES.length;
  return { shape: SHAPES[turn]?.shape ?? 'circle', color: `var(--series-${turn + 1})` };
}

export function legend(names: readonly string[]): Html {
  return html`<ul class="legend">${names.map((name, index) => html`<li>${swatch(index)} ${name}</li>`)}</ul>`;
}

function swatch(index: number): Html {
  const turn = index % SHAPES.length;
  return trusted(`<svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true"><path d="${SHAPES[turn]?.outline ?? ''}" fill="var(--series-${turn + 1})"/></svg>`);
}
