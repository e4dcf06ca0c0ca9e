import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/domain/statistics/random.js';
import type { AlignmentInput } from '../../../../src/services/evidence/alignment-input.js';
import { scaleColor } from '../../../../src/services/evidence/color-scale.js';
import { renderAlignment } from '../../../../src/services/evidence/render-alignment.js';
import { attribute, attributesOf, fragmentElements, textOf } from '../../../testkit/parsed-html.js';

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

function input(rows: number, columns: number, change: Partial<AlignmentInput> = {}): AlignmentInput {
  const random = createRandom(`${rows} ${columns}`);
  const data = Float32Array.from({ length: rows * columns }, () => random.between(0.2, 0.9));
  const alignment = upTo(rows).map((row) => {
    const own = data.subarray(row * columns, (row + 1) * columns);
    return own.indexOf(own.reduce((most, value) => Math.max(most, value)));
  });
  return {
    similarities: { rows, columns, data },
    alignment,
    order: 'inferior to superior',
    query: { name: 'qv_a', slices: upTo(rows), spacing: 3, regionSlices: [] },
    result: { name: 'vol_b', slices: upTo(columns), spacing: null, regionSlices: [] },
    region: null,
    ...change,
  };
}

function pictureOf(svg: string): { readonly width: number; readonly height: number; readonly data: ArrayLike<number> } {
  const source = /href="data:image\/png;base64,([^"]+)"/u.exec(svg)?.[1] ?? '';
  return decode(Buffer.from(source, 'base64'));
}

/** The frame of the matrix on the page, and where the points of the alignment stand. */
function drawn(svg: string): { readonly x: number; readonly y: number; readonly side: number; readonly points: readonly (readonly [number, number])[] } {
  const elements = fragmentElements(svg);
  const frame = elements.find(({ tagName }) => tagName === 'image')!;
  const path = attribute(elements.find((element) => attribute(element, 'id') === 'points')!, 'd')!;
  const points = [...path.matchAll(/M([\d.]+) ([\d.]+)h0/gu)].map(([, x, y]) => [Number(x), Number(y)] as const);
  return { x: Number(attribute(frame, 'x')), y: Number(attribute(frame, 'y')), side: Number(attribute(frame, 'width')), points };
}

describe('renderAlignment', () => {
  it('draws each cosine in its colour, the first query slice at the bottom', () => {
    const data = Float32Array.of(-1, -0.5, 0, 0.25, 0.5, 1);
    const svg = renderAlignment(input(2, 3, { similarities: { rows: 2, columns: 3, data }, alignment: [2, 2] }));
    const { width, height, data: pixels } = pictureOf(svg);
    expect([width, height]).toEqual([3, 2]);
    const expected = [3, 4, 5, 0, 1, 2].flatMap((index) => [...scaleColor((data[index]! + 1) / 2)]);
    expect(Array.from(pixels)).toEqual(expected);
  });

  it.each([
    [5, 7],
    [160, 160],
    [161, 480],
    [333, 1000],
  ])('puts the point of each of %i query slices on the best of %i result slices', (rows, columns) => {
    const given = input(rows, columns);
    const svg = renderAlignment(given);
    const { x, y, side, points } = drawn(svg);
    const { width, height } = pictureOf(svg);
    expect([width, height]).toEqual([Math.min(columns, 160), Math.min(rows, 160)]);
    expect(points).toHaveLength(rows);
    points.forEach(([px, py], row) => {
      // Within a rounded tenth of a pixel of where the slice would be, had its bin been all of one slice.
      const column = given.alignment[row]!;
      expect(Math.abs((px - x) / side - (column + 0.5) / columns)).toBeLessThan(1 / width + 0.001);
      expect(Math.abs((y + side - py) / side - (row + 0.5) / rows)).toBeLessThan(1 / height + 0.001);
    });
  });

  it('marks the slices that show the region on both axes, and says which', () => {
    const plain = input(10, 20);
    const svg = renderAlignment({
      ...plain,
      region: 'kidney_left',
      query: { ...plain.query, slices: upTo(10).map((slice) => slice + 40), regionSlices: [42, 43] },
      result: { ...plain.result, regionSlices: [0, 19] },
    });
    const elements = fragmentElements(svg);
    const strips = elements.filter(({ tagName, attrs }) => tagName === 'path' && attrs.some(({ value }) => value === 'region')).map((element) => attribute(element, 'd')!.match(/M/gu)!.length);
    expect(strips).toEqual([2, 2]);
    const text = textOf(elements[0]!);
    expect(text).toContain('shows kidney left');
    expect(text).toContain('inferior to superior');
    // The first slice compared is 40, at 3 mm a slice.
    expect(text).toContain('120 mm');
    expect(renderAlignment(plain)).not.toContain('class="region" d');
  });

  it('says in words what it shows, follows light and dark, and asks for nothing from outside', () => {
    const svg = renderAlignment(input(12, 12));
    const elements = fragmentElements(svg);
    expect(attribute(elements[0]!, 'role')).toBe('img');
    expect(attribute(elements[0]!, 'aria-label')).toMatch(/12 slices of qv_a and 12 slices of vol_b; cosines from 0\.20 to 0\.90/u);
    expect(svg).toContain('prefers-color-scheme:dark');
    for (const { name, value } of attributesOf(elements)) if (name === 'href' || name === 'xlink:href') expect(value).toMatch(/^(?:#|data:image\/png;base64,)/u);
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|@import|url\((?!#)/u);
  });

  it('shows hostile names as text', () => {
    const plain = input(3, 3);
    const name = '</text><script>x</script>"&\u0000\ud800';
    const svg = renderAlignment({ ...plain, region: name, query: { ...plain.query, name }, result: { ...plain.result, name } });
    const elements = fragmentElements(svg);
    expect(elements.map(({ tagName }) => tagName)).not.toContain('script');
    expect(textOf(elements[0]!).match(/<\/text><script>x<\/script>"&/gu)).toHaveLength(3);
    expect(attribute(elements[0]!, 'aria-label')).toContain('<script>');
     
    expect(svg).not.toMatch(/[\u0000\ud800-\udfff]/u);
  });

  it('stays below 300 KB, and is the same each time', () => {
    const large = input(5000, 200);
    const svg = renderAlignment(large);
    expect(Buffer.byteLength(svg)).toBeLessThan(300_000);
    expect(renderAlignment(large)).toBe(svg);
  });

  it('draws one slice against one, and equal similarities', () => {
    const svg = renderAlignment(input(1, 1, { similarities: { rows: 1, columns: 1, data: Float32Array.of(1) }, alignment: [0] }));
    expect(Array.from(pictureOf(svg).data)).toEqual([...scaleColor(1)]);
    expect(svg).not.toContain('NaN');
  });

  it('refuses an alignment to a slice that is not there', () => {
    expect(() => renderAlignment(input(2, 3, { alignment: [0, 3] }))).toThrow(RangeError);
    expect(() => renderAlignment(input(2, 3, { alignment: [0] }))).toThrow(RangeError);
  });
});

describe('scaleColor', () => {
  it('grows lighter from end to end', () => {
    const lightness = upTo(101).map((step) => {
      const [red, green, blue] = scaleColor(step / 100).map((channel) => (channel / 255) ** 2.2);
      return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
    });
    lightness.slice(1).forEach((value, index) => expect(value).toBeGreaterThan(lightness[index]!));
    expect([scaleColor(-1), scaleColor(2)]).toEqual([scaleColor(0), scaleColor(1)]);
  });
});
