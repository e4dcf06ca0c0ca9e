import { html } from './html.js';
import type { Content, Html } from './html.js';

/** A part of the report with its own heading, reachable by its id. */
export interface Section {
  readonly id: string;
  readonly heading: string;
  readonly body: Html;
}

export interface Column {
  readonly heading: Content;
  /** Figures stand to the right, so that their digits do. */
  readonly figures?: boolean;
}

/** A table whose first column names its rows. It scrolls in a box of its own where it is wider than the page. */
export function dataTable(caption: string, columns: readonly Column[], rows: readonly (readonly Content[])[]): Html {
  const cell = (content: Content, index: number): Html => {
    if (index === 0) return html`<th scope="row">${content}</th>`;
    return columns[index]?.figures === true ? html`<td class="figure">${content}</td>` : html`<td>${content}</td>`;
  };
  const heading = ({ heading: text, figures }: Column): Html => (figures === true ? html`<th scope="col" class="figure">${text}</th>` : html`<th scope="col">${text}</th>`);
  return scrollBox(
    caption,
    html`<table><caption>${caption}</caption><thead><tr>${columns.map(heading)}</tr></thead><tbody>${rows.map((row) => html`<tr>${row.map(cell)}</tr>`)}</tbody></table>`,
  );
}

/** A box that can be scrolled with the keyboard as well, hence its name and its place in the order of focus. */
export function scrollBox(name: string, content: Html): Html {
  return html`<div class="scroll" role="region" aria-label="${name}" tabindex="0">${content}</div>`;
}

export function folded(summary: Content, content: Html, open = false): Html {
  return open ? html`<details open><summary>${summary}</summary>${content}</details>` : html`<details><summary>${summary}</summary>${content}</details>`;
}

export function figure(caption: Content, chart: Html): Html {
  return html`<figure><figcaption>${caption}</figcaption>${chart}</figure>`;
}

/** Charts side by side where there is room, below each other where there is not. */
export function charts(figures: readonly Html[]): Html {
  return html`<div class="charts">${figures}</div>`;
}

export function badge(text: string): Html {
  return html`<span class="badge">${text}</span>`;
}
