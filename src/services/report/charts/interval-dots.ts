import type { Html } from '../html.js';
import type { Interval } from '../report-input.js';
import { draw, INK, LINE, MUTED } from './draw.js';
import { shortenedInside } from './shortened.js';
import { seriesLook } from './series.js';
import type { Series } from './series.js';

export interface DotRow {
  readonly label: string;
  readonly points: readonly { readonly series: Series; readonly value: number; readonly interval: Interval | null }[];
  /** What the row is held against, chance say; null for nothing. */
  readonly reference: number | null;
}

const ROW = 34;
/** Letters of a label that fit above its row. */
const LONGEST_LABEL = 54;

/** One row a label, the label above its line: points with their intervals, and a mark for what the row is held against. */
export function intervalDots(rows: readonly DotRow[], axis: { readonly domain: readonly [number, number]; readonly title: string; readonly format: string; readonly reference?: string }, alternative: string): Html {
  const labels = rows.map(({ label }, row) => ({ row, label: shortenedInside(label, LONGEST_LABEL) }));
  const points = rows.flatMap((row, index) =>
    row.points.map(({ series, value, interval }, place) => ({
      row: index,
      // Points of one row stand a little apart, so that none hides another.
      shift: (place - (row.points.length - 1) / 2) * 8,
      value,
      low: interval?.low ?? value,
      high: interval?.high ?? value,
      ...seriesLook(series),
    })),
  );
  const references = rows.flatMap(({ reference }, row) => (reference === null ? [] : [{ row, reference }]));
  const track = { scale: 'y', field: 'row', band: 0.7 } as const;
  const pointY = { ...track, offset: { field: 'shift' } } as const;
  return draw(
    { width: 328, height: rows.length * ROW, padding: { top: 4, right: 16, bottom: 36, left: 16 } },
    {
      data: [
        { name: 'labels', values: labels },
        { name: 'points', values: points },
        { name: 'references', values: references },
      ],
      scales: [
        { name: 'y', type: 'band', domain: { data: 'labels', field: 'row' }, range: 'height' },
        { name: 'x', domain: [...axis.domain], range: 'width', zero: false },
      ],
      axes: [{ orient: 'bottom', scale: 'x', tickCount: 5, domain: false, ticks: false, format: axis.format, title: axis.title, titlePadding: 6 }],
      marks: [
        { type: 'rule', from: { data: 'labels' }, encode: { enter: { y: track, x: { value: 0 }, x2: { signal: 'width' }, stroke: { value: LINE } } } },
        { type: 'text', from: { data: 'labels' }, encode: { enter: { y: { scale: 'y', field: 'row', band: 0.24 }, x: { value: 0 }, baseline: { value: 'middle' }, text: { field: 'label' }, fill: { value: INK } } } },
        { type: 'rule', from: { data: 'references' }, encode: { enter: { x: { scale: 'x', field: 'reference' }, y: { scale: 'y', field: 'row', band: 0.45 }, y2: { scale: 'y', field: 'row', band: 0.95 }, stroke: { value: axis.reference ?? 'var(--chance)' }, strokeWidth: { value: 2.5 } } } },
        { type: 'rule', from: { data: 'points' }, encode: { enter: { y: pointY, x: { scale: 'x', field: 'low' }, x2: { scale: 'x', field: 'high' }, stroke: { field: 'color' }, strokeWidth: { value: 2 } } } },
        { type: 'symbol', from: { data: 'points' }, encode: { enter: { y: pointY, x: { scale: 'x', field: 'value' }, shape: { field: 'shape' }, fill: { field: 'color' }, size: { value: 70 }, stroke: { value: MUTED }, strokeWidth: { value: 0 } } } },
      ],
    },
    alternative,
  );
}
