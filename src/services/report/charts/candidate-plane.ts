import { paretoFront } from '../../../domain/evaluation/pareto-front.js';
import type { Mark } from 'vega';
import type { Html } from '../html.js';
import { draw, INK, MUTED } from './draw.js';
import { placeLabels } from './place-labels.js';
import { seriesLook } from './series.js';

export interface CandidatePoint {
  readonly series: number;
  /** `5`, `HIT`, `GALLERY`. */
  readonly label: string;
  readonly recall: number;
  /** Median milliseconds of a query, > 0. */
  readonly milliseconds: number;
}

const PLANE = { width: 300, height: 240 } as const;

/** Recall against time, time on a logarithmic scale, with the front of the points that no other beats. Labels that would hide something are left out. */
export function candidatePlane(points: readonly CandidatePoint[], alternative: string): Html {
  const values = points.map((point) => ({ ...point, ...seriesLook(point.series) }));
  const front = paretoFront(points.map(({ milliseconds, recall }) => ({ cost: milliseconds, gain: recall })));
  const [slow, fast] = [Math.max(...points.map(({ milliseconds }) => milliseconds)), Math.min(...points.map(({ milliseconds }) => milliseconds))];
  const [high, low] = [Math.max(...points.map(({ recall }) => recall)), Math.min(...points.map(({ recall }) => recall))];
  const room = Math.max(0.02, (high - low) * 0.15);
  const [left, right] = [Math.log(fast / 1.3), Math.log(slow * 1.3)];
  const [bottom, top] = [Math.max(0, low - room), Math.min(1, high + room)];
  const labels = placeLabels(
    points.map(({ milliseconds, recall, label }) => ({ x: ((Math.log(milliseconds) - left) / (right - left)) * PLANE.width, y: ((top - recall) / (top - bottom)) * PLANE.height, label })),
    PLANE,
  );
  return draw(
    { ...PLANE, padding: { top: 24, right: 16, bottom: 44, left: 44 } },
    {
      data: [
        { name: 'points', values },
        { name: 'labels', values: [...labels] },
        // The front goes on to the right at its last recall: more time buys no more.
        { name: 'front', values: [...front, { cost: slow * 1.3, gain: front.at(-1)?.gain ?? 0 }] },
      ],
      scales: [
        { name: 'x', type: 'log', domain: [fast / 1.3, slow * 1.3], range: 'width' },
        { name: 'y', domain: [bottom, top], range: 'height', zero: false },
      ],
      axes: [
        { orient: 'bottom', scale: 'x', tickCount: 4, domain: false, title: 'median ms a query (logarithmic)', titlePadding: 8, format: '~g', labelOverlap: 'greedy' },
        { orient: 'left', scale: 'y', tickCount: 5, grid: true, domain: false, ticks: false, format: '.2f' },
      ],
      marks: [
        { type: 'text', encode: { enter: { x: { value: -32 }, y: { value: -12 }, text: { value: 'mean recall' }, fill: { value: MUTED } } } },
        { type: 'line', from: { data: 'front' }, encode: { enter: { x: { scale: 'x', field: 'cost' }, y: { scale: 'y', field: 'gain' }, interpolate: { value: 'step-after' }, stroke: { value: 'var(--front)' }, strokeWidth: { value: 2 }, strokeDash: { value: [5, 3] } } } },
        { type: 'symbol', from: { data: 'points' }, encode: { enter: { x: { scale: 'x', field: 'milliseconds' }, y: { scale: 'y', field: 'recall' }, shape: { field: 'shape' }, fill: { field: 'color' }, size: { value: 60 } } } },
        // Letters stand on a rim of the ground, so that the front does not strike them through.
        ...[{ stroke: { value: 'var(--ground)' }, strokeWidth: { value: 4 } }, {}].map((rim): Mark => ({
          type: 'text',
          from: { data: 'labels' },
          encode: { enter: { x: { field: 'x' }, y: { field: 'y' }, align: { field: 'align' }, baseline: { value: 'middle' }, text: { field: 'label' }, fill: { value: INK }, fontSize: { value: 10 }, ...rim } },
        })),
      ],
    },
    alternative,
  );
}
