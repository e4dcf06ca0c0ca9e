import type { Html } from '../html.js';
import { regionText } from '../words.js';
import { draw, INK, LINE } from './draw.js';
import { shortened } from './shortened.js';

/** Steps of the colour scale, from nothing to all; the page's style sheet has one colour for each. */
export const HEAT_STEPS = 9;

const CELL = 15;
const LONGEST_LABEL = 25;
/** Pixels of a letter, on the wide side. */
const LETTER = 6.4;

/** A grid of shares 0 … 1, rows by columns. A cell whose row and column bear the same name, as no region stands beside itself, is left blank. */
export function heatMap(rows: readonly string[], columns: readonly string[], shareOf: (row: string, column: string) => number, alternative: string): Html {
  const cells = rows.flatMap((row, y) => columns.flatMap((column, x) => (row === column ? [] : [{ x, y, color: heatColor(shareOf(row, column)) }])));
  const label = (name: string): string => shortened(regionText(name), LONGEST_LABEL);
  const room = (names: readonly string[]): number => 12 + Math.ceil(LETTER * Math.max(...names.map((name) => label(name).length)));
  const [width, height] = [columns.length * CELL, rows.length * CELL];
  return draw(
    { width, height, padding: { top: room(columns), right: 8, bottom: 8, left: room(rows) } },
    {
      data: [
        { name: 'cells', values: cells },
        { name: 'rows', values: rows.map((name, y) => ({ y, label: label(name) })) },
        { name: 'columns', values: columns.map((name, x) => ({ x, label: label(name) })) },
      ],
      marks: [
        { type: 'rect', encode: { enter: { width: { value: width }, height: { value: height }, stroke: { value: LINE } } } },
        { type: 'rect', from: { data: 'cells' }, encode: { enter: { x: { field: 'x', mult: CELL, offset: 0.5 }, y: { field: 'y', mult: CELL, offset: 0.5 }, width: { value: CELL - 1 }, height: { value: CELL - 1 }, fill: { field: 'color' } } } },
        { type: 'text', from: { data: 'rows' }, encode: { enter: { x: { value: -6 }, y: { field: 'y', mult: CELL, offset: CELL / 2 }, align: { value: 'right' }, baseline: { value: 'middle' }, text: { field: 'label' }, fill: { value: INK } } } },
        { type: 'text', from: { data: 'columns' }, encode: { enter: { x: { field: 'x', mult: CELL, offset: CELL / 2 }, y: { value: -6 }, angle: { value: -90 }, align: { value: 'left' }, baseline: { value: 'middle' }, text: { field: 'label' }, fill: { value: INK } } } },
      ],
    },
    alternative,
  );
}

/** Step 0 is nothing at all; the others divide (0, 1] evenly. */
export function heatStep(share: number): number {
  return Math.min(HEAT_STEPS - 1, Math.ceil(Math.max(0, share) * (HEAT_STEPS - 1)));
}

function heatColor(share: number): string {
  return `var(--heat-${heatStep(share)})`;
}
