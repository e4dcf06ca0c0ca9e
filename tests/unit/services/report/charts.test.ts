import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draw } from '../../../../src/services/report/charts/draw.js';
import { heatStep, HEAT_STEPS } from '../../../../src/services/report/charts/heat-map.js';
import { placeLabels } from '../../../../src/services/report/charts/place-labels.js';
import { regionBars } from '../../../../src/services/report/charts/region-bars.js';
import { shortened, shortenedInside } from '../../../../src/services/report/charts/shortened.js';
import type { ReportClass } from '../../../../src/services/report/report-input.js';
import { attribute, fragmentElements } from '../../../testkit/parsed-html.js';

const frame = { width: 100, height: 50, padding: { top: 1, right: 2, bottom: 3, left: 4 } };

describe('draw', () => {
  it('makes one image with its alternative text, of the size of its frame', () => {
    const svg = fragmentElements(draw(frame, { marks: [] }, 'a "chart" <of> 1 & 2').markup)[0]!;
    expect(['role', 'aria-label', 'width', 'height'].map((name) => attribute(svg, name))).toEqual(['img', 'a "chart" <of> 1 & 2', '106', '54']);
  });

  it('fails where the library would only have logged', () => {
    expect(() => draw(frame, { data: [{ name: 'broken', values: [1], transform: [{ type: 'formula', as: 'x', expr: 'datum.a.b' }] }] }, '')).toThrow('A chart was not drawn');
  });
});

describe('regionBars', () => {
  it('draws recall, interval and chance where they are', () => {
    const one: ReportClass = { region: 'liver', queries: 4, patients: 4, truePositives: 2, recall: 0.5, chance: 0.25, lift: 1 / 3, unattainable: false, unjudged: 0, interval: { low: 0.4, high: 0.75, method: 'BOOTSTRAP' } };
    const elements = fragmentElements(regionBars([one], 'bars').markup);
    const width = 166;
    const bar = elements.find((element) => attribute(element, 'fill') === 'var(--bar)')!;
    expect(/M0,[\d.]+h(?<length>[\d.]+)v/u.exec(attribute(bar, 'd')!)!.groups).toMatchObject({ length: String(0.5 * width) });
    const rule = (color: string): string => attribute(elements.find((element) => element.tagName === 'line' && attribute(element, 'stroke') === color)!, 'transform')!;
    expect(rule('var(--chance)')).toMatch(new RegExp(`^translate\\(${0.25 * width},`, 'u'));
    const interval = elements.find((element) => element.tagName === 'line' && attribute(element, 'stroke') === 'var(--ink)')!;
    expect(attribute(interval, 'transform')).toMatch(new RegExp(`^translate\\(${0.4 * width},`, 'u'));
    expect(Number(attribute(interval, 'x2'))).toBeCloseTo(0.35 * width, 6);
  });

  it('draws no interval where there is none', () => {
    const one: ReportClass = { region: 'liver', queries: 1, patients: 1, truePositives: 1, recall: 1, chance: 0.5, lift: 1, unattainable: false, unjudged: 0, interval: null };
    expect(regionBars([one], '').markup).not.toMatch(/<line[^>]*stroke="var\(--ink\)"/u);
  });
});

describe('placeLabels', () => {
  const plane = { width: 200, height: 120 };
  const spots = fc.array(fc.record({ x: fc.integer({ min: 0, max: 200 }), y: fc.integer({ min: 0, max: 120 }), label: fc.constantFrom('5', '50', 'HIT', 'GALLERY') }), { maxLength: 15 });

  it('hides no mark and no other label, and stays inside', () => {
    fc.assert(
      fc.property(spots, (given) => {
        const boxes = placeLabels(given, plane).map(({ x, y, align, label }) => {
          const width = label.length * 6.5;
          const left = align === 'left' ? x : align === 'right' ? x - width : x - width / 2;
          return { left, right: left + width, top: y - 5.5, bottom: y + 5.5 };
        });
        const apart = boxes.every((a, index) => boxes.slice(index + 1).every((b) => a.left >= b.right || b.left >= a.right || a.top >= b.bottom || b.top >= a.bottom));
        const clear = boxes.every((box) => given.every(({ x, y }) => x + 5 <= box.left || x - 5 >= box.right || y + 5 <= box.top || y - 5 >= box.bottom));
        expect([apart, clear, boxes.every(({ left, right, top, bottom }) => left >= 0 && right <= 200 && top >= 0 && bottom <= 120)]).toEqual([true, true, true]);
      }),
    );
  });

  it('labels a point that stands alone', () => {
    expect(placeLabels([{ x: 100, y: 60, label: 'HIT' }], plane)).toEqual([{ x: 100, y: 48.5, align: 'center', label: 'HIT' }]);
  });
});

describe('heatStep', () => {
  it('is the first step for nothing alone, and the last for all', () => {
    expect([0, 0.001, 0.125, 0.126, 0.99, 1].map(heatStep)).toEqual([0, 1, 1, 2, 8, HEAT_STEPS - 1]);
  });
});

describe('shortened', () => {
  it('leaves out the end, or the inside, and splits no letter', () => {
    expect([shortened('abcdef', 6), shortened('abcdef', 4), shortenedInside('abcdefgh', 5)]).toEqual(['abcdef', 'abc…', 'ab…gh']);
    expect([...shortened('🫀🫁🧠🦴', 3)]).toEqual(['🫀', '🫁', '…']);
  });
});
