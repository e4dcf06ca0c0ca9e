import type { Mark } from 'vega';
import type { ReportClass } from '../report-input.js';
import type { Html } from '../html.js';
import { regionText, shareText } from '../words.js';
import { draw, FONT_SIZE, INK, LINE, MUTED } from './draw.js';
import { shortened } from './shortened.js';

const ROW = 17;
const LONGEST_LABEL = 25;

/** Bars of recall with their intervals; a mark across each row is the chance of that region, so that the marks make one line. */
export function regionBars(classes: readonly ReportClass[], alternative: string): Html {
  const values = classes.map(({ region, recall, interval, chance: expected, unattainable }, row) => ({
    row,
    label: shortened(regionText(region), LONGEST_LABEL) + (unattainable ? ' †' : ''),
    recall,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    chance: expected,
    figures: shareText(recall),
  }));
  const height = classes.length * ROW;
  const middle = { scale: 'y', field: 'row', band: 0.5 } as const;
  return draw(
    { width: 166, height, padding: { top: 18, right: 40, bottom: 20, left: 154 } },
    {
      data: [
        { name: 'regions', values },
        { name: 'intervals', source: 'regions', transform: [{ type: 'filter', expr: 'datum.low !== null' }] },
      ],
      scales: [
        { name: 'y', type: 'band', domain: { data: 'regions', field: 'row' }, range: 'height', paddingInner: 0.3, paddingOuter: 0.15 },
        { name: 'x', domain: [0, 1], range: 'width' },
      ],
      axes: [
        { orient: 'bottom', scale: 'x', values: [0, 0.5, 1], grid: true, domain: false, ticks: false, format: '.1f' },
      ],
      marks: [
        { type: 'rect', from: { data: 'regions' }, encode: { enter: { y: { scale: 'y', field: 'row' }, height: { scale: 'y', band: 1 }, x: { scale: 'x', value: 0 }, x2: { scale: 'x', field: 'recall' }, fill: { value: 'var(--bar)' } } } },
        { type: 'rule', from: { data: 'intervals' }, encode: { enter: { y: middle, x: { scale: 'x', field: 'low' }, x2: { scale: 'x', field: 'high' }, stroke: { value: INK }, strokeWidth: { value: 1.5 } } } },
        // A rim of the ground's colour keeps the mark apart from the bar for those who do not see its hue.
        chance('var(--ground)', 5),
        chance('var(--chance)', 2.5),
        { type: 'text', from: { data: 'regions' }, encode: { enter: { y: middle, x: { value: -8 }, align: { value: 'right' }, baseline: { value: 'middle' }, text: { field: 'label' } } } },
        { type: 'text', from: { data: 'regions' }, encode: { enter: { y: middle, x: { signal: 'width + 8' }, align: { value: 'left' }, baseline: { value: 'middle' }, text: { field: 'figures' }, fill: { value: MUTED } } } },
        { type: 'text', encode: { enter: { x: { signal: 'width + 8' }, y: { value: -8 }, text: { value: 'recall' }, fill: { value: MUTED }, fontSize: { value: FONT_SIZE } } } },
        { type: 'rule', encode: { enter: { x: { value: 0 }, y: { value: 0 }, y2: { signal: 'height' }, stroke: { value: LINE } } } },
      ],
    },
    alternative,
  );
}

function chance(color: string, width: number): Mark {
  return {
    type: 'rule',
    from: { data: 'regions' },
    encode: { enter: { x: { scale: 'x', field: 'chance' }, y: { scale: 'y', field: 'row', offset: -2.5 }, y2: { scale: 'y', field: 'row', band: 1, offset: 2.5 }, stroke: { value: color }, strokeWidth: { value: width } } },
  };
}
