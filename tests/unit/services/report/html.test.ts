import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, trusted } from '../../../../src/services/report/html.js';
import { attribute, fragmentElements, textOf } from '../../../testkit/parsed-html.js';

describe('html', () => {
  it('shows any text as it is, between tags and in attributes', () => {
    // What a parser itself reads otherwise: NUL, and line ends other than \n.
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[<>&"'a/=! -]*$/u)).map((value) => value.replace(/[\0\r\ud800-\udfff]/gu, ''));
    fc.assert(
      fc.property(text, (value) => {
        const elements = fragmentElements(html`<p title="${value}">${value}</p>`.markup);
        expect(elements).toHaveLength(1);
        expect(textOf(elements[0]!)).toBe(value);
        expect(attribute(elements[0]!, 'title')).toBe(value);
      }),
    );
  });

  it('joins lists, leaves out null and lets markup through', () => {
    expect(html`<ul>${[1, 'a<b'].map((item) => html`<li>${item}</li>`)}${null}${trusted('<li></li>')}</ul>`.markup).toBe('<ul><li>1</li><li>a&lt;b</li><li></li></ul>');
  });
});
