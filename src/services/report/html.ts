/** Markup that is safe to place in a page. Made by `html`, which escapes all else. */
export class Html {
  constructor(readonly markup: string) {}
}

export type Content = Html | string | number | null | readonly Content[];

/** Text as it is to be read: no character of it can begin or end markup, in an element or in a quoted attribute. */
export function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A template whose values are escaped unless they are markup; lists are joined, null is nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(parts.reduce((text, part, index) => text + markupOf(values[index - 1] ?? null) + part));
}

/** For markup that a library has made and escaped. */
export function trusted(markup: string): Html {
  return new Html(markup);
}

function markupOf(value: Content): string {
  if (value === null) return '';
  if (value instanceof Html) return value.markup;
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return String(value);
  return value.map(markupOf).join('');
}
