import { describe, expect, it } from 'vitest';
import { HEAT_STEPS } from '../../../../src/services/report/charts/heat-map.js';
import { COLOR_SCHEMES, STYLE } from '../../../../src/services/report/style.js';

/** Relative luminance by WCAG 2. */
function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(a: string, b: string): number {
  const [dark, bright] = [luminance(a), luminance(b)].sort((one, other) => one - other);
  return (bright! + 0.05) / (dark! + 0.05);
}

describe.each(Object.entries(COLOR_SCHEMES))('the %s colours', (_, scheme) => {
  it('keep text readable', () => {
    for (const text of [scheme.ink, scheme.muted, scheme.link, scheme.bad]) {
      for (const ground of [scheme.ground, scheme.raised]) expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('keep marks apart from their ground', () => {
    for (const mark of [scheme.bar, scheme.chance, scheme.front, ...scheme.series]) expect(contrast(mark, scheme.ground)).toBeGreaterThanOrEqual(3);
    expect(contrast(scheme.ink, scheme.bar)).toBeGreaterThanOrEqual(3);
  });

  it('move evenly away from the ground in the heat map', () => {
    expect(scheme.heat).toHaveLength(HEAT_STEPS);
    const distances = scheme.heat.map((color) => contrast(color, scheme.ground));
    distances.slice(1).forEach((distance, step) => expect(distance).toBeGreaterThan(distances[step]! * 1.1));
  });
});

describe('the style sheet', () => {
  it('defines every colour that it or a chart names, for light and for dark', () => {
    const defined = STYLE.match(/--[a-z0-9-]+(?=:)/gu) ?? [];
    const named = new Set(STYLE.match(/(?<=var\()--[a-z0-9-]+/gu));
    for (const name of named) expect(defined.filter((one) => one === name)).toHaveLength(2);
  });
});
