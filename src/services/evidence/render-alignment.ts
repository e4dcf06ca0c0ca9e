import { encode } from 'fast-png';
import type { Matrix } from '../../domain/matrix.js';
import type { AlignedAxis, AlignmentInput } from './alignment-input.js';
import { scaleColor } from './color-scale.js';
import { makeBins, poolMatrix } from './pool-matrix.js';
import type { Bins } from './pool-matrix.js';
import { xmlText } from './xml.js';

/** Rows and columns of the picture of the matrix; larger ones are pooled. */
const MOST_BINS = 160;
/** The square that the matrix fills, in pixels, and what surrounds it. */
const SIDE = 320;
const LEFT = 74;
const TOP = 40;
const WIDTH = LEFT + SIDE + 30;
const HEIGHT = TOP + SIDE + 102;
/** Strips that mark the region lie between the matrix and its ticks. */
const STRIP = 5;
const TICKS = 5;
const LONGEST_NAME = 40;

/** Light and dark follow the reader; the matrix looks the same in both. */
const STYLE = `image{image-rendering:pixelated}text{font:11px system-ui,"Segoe UI",Roboto,"Liberation Sans",sans-serif;fill:#1c2430}.muted{fill:#55606f}.ground{fill:#fff}.tick{stroke:#8792a0}.region{fill:#c2500a}
@media(prefers-color-scheme:dark){text{fill:#e6eaf0}.muted{fill:#a3afbd}.ground{fill:#12171e}.tick{stroke:#6b7785}.region{fill:#f0a03c}}`;

interface Placed {
  readonly axis: AlignedAxis;
  readonly bins: Bins;
  /** Pixels of an entry's centre along the axis, from its inferior end. */
  readonly along: (entry: number) => number;
}

/**
 * The similarities of a query and a volume as an SVG document that stands alone: one colour a pair of slices, and for each query slice
 * the slice that speaks for it. Result slices run to the right, query slices upwards, both in their order. Colours span the
 * cosines that occur, as the scale below says. Below 300 KB for scans of up to 5,000 slices; the same bytes for the same input.
 */
export function renderAlignment(input: AlignmentInput): string {
  const { similarities, query, result } = input;
  const [rows, columns] = [placed(query, similarities.rows), placed(result, similarities.columns)];
  const pooled = poolMatrix(similarities, rows.bins, columns.bins);
  const range = rangeOf(pooled);
  const label = `Similarity of ${similarities.rows} slices of ${query.name} and ${similarities.columns} slices of ${result.name}; cosines from ${cosine(range.low)} to ${cosine(range.high)}.`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${xmlText(label)}">`,
    `<style>${STYLE}</style><rect class="ground" width="${WIDTH}" height="${HEIGHT}"/>`,
    `<image x="${LEFT}" y="${TOP}" width="${SIDE}" height="${SIDE}" preserveAspectRatio="none" href="${picture(pooled, range)}"/>`,
    alignmentMarks(input, rows, columns),
    axisMarks(rows, 'UP', input.order),
    axisMarks(columns, 'RIGHT', input.order),
    input.region === null ? '' : `<rect class="region" x="${LEFT}" y="25" width="10" height="${STRIP}"/><text x="${LEFT + 15}" y="31">shows ${xmlText(shortened(input.region.replaceAll('_', ' ')))}</text>`,
    scaleBar(range),
    '</svg>\n',
  ].join('\n');
}

function placed(axis: AlignedAxis, entries: number): Placed {
  const bins = makeBins(entries, MOST_BINS);
  return { axis, bins, along: (entry) => (bins.place(entry) / bins.count) * SIDE };
}

interface Range {
  readonly low: number;
  readonly high: number;
}

/** The cosines that occur, outwards to the next twentieth, so that pictures of like volumes have like scales. */
function rangeOf({ data }: Matrix): Range {
  const [least, most] = data.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
  const low = Math.max(-1, Math.floor(least * 20 + 1e-6) / 20);
  const high = Math.min(1, Math.ceil(most * 20 - 1e-6) / 20);
  return high > low ? { low, high } : { low: Math.max(-1, high - 0.05), high: Math.max(high, -0.95) };
}

/** The pooled matrix as PNG, its first row at the bottom. */
function picture({ rows, columns, data }: Matrix, { low, high }: Range): string {
  const pixels = new Uint8Array(rows * columns * 3);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      pixels.set(scaleColor(((data[row * columns + column] ?? low) - low) / (high - low)), ((rows - 1 - row) * columns + column) * 3);
    }
  }
  return `data:image/png;base64,${Buffer.from(encode({ width: columns, height: rows, data: pixels, channels: 3, depth: 8 })).toString('base64')}`;
}

/** A point for each query slice, on a thin line; dark rims keep both apart from bright ground. */
function alignmentMarks({ alignment, similarities }: AlignmentInput, rows: Placed, columns: Placed): string {
  const points = Array.from({ length: similarities.rows }, (_, row) => {
    const column = alignment[row];
    if (column === undefined || !(column >= 0 && column < similarities.columns)) throw new RangeError(`row ${row} is aligned to column ${column} of ${similarities.columns}`);
    return `${pixel(LEFT + columns.along(column))} ${pixel(TOP + SIDE - rows.along(row))}`;
  });
  const radius = Math.min(2.5, Math.max(0.8, SIDE / similarities.rows / 2.5));
  return `<defs><path id="line" d="M${points.join('L')}"/><path id="points" d="${points.map((point) => `M${point}h0`).join('')}"/></defs>
<g fill="none" stroke-linecap="round" stroke-linejoin="round"><use href="#line" stroke="#000" stroke-opacity=".55" stroke-width="2"/><use href="#line" stroke="#fff" stroke-width=".8"/>
<use href="#points" stroke="#000" stroke-width="${pixel(radius * 3)}"/><use href="#points" stroke="#fff" stroke-width="${pixel(radius * 2)}"/></g>`;
}

/** Ticks in slices and millimetres, the axis by name, and strips where its slices show the region. */
function axisMarks({ axis, bins, along }: Placed, direction: 'UP' | 'RIGHT', order: string): string {
  const { slices, spacing } = axis;
  const up = direction === 'UP';
  const ticks = tickEntries(slices.length).map((entry) => {
    const slice = slices[entry] ?? 0;
    const millimetres = spacing === null ? null : `${Math.round(slice * spacing)} mm`;
    const [x, y] = up ? [LEFT - STRIP - 3, TOP + SIDE - along(entry)] : [LEFT + along(entry), TOP + SIDE + STRIP + 3];
    const line = up ? `<path class="tick" d="M${pixel(x)} ${pixel(y)}h-4"/>` : `<path class="tick" d="M${pixel(x)} ${pixel(y)}v4"/>`;
    const anchor = up ? 'end' : 'middle';
    const text = (content: string, down: number, style: string): string => `<text${style} x="${pixel(up ? x - 7 : x)}" y="${pixel(y + down)}" text-anchor="${anchor}">${content}</text>`;
    const first = up ? (millimetres === null ? 4 : -1) : 16;
    return line + text(String(slice), first, '') + (millimetres === null ? '' : text(millimetres, first + 11, ' class="muted"'));
  });
  const shown = new Set(axis.regionSlices);
  const strips = Array.from({ length: bins.count }, (_, bin) => bin)
    .filter((bin) => slices.slice(bins.start(bin), bins.start(bin + 1)).some((slice) => shown.has(slice)))
    .map((bin) => {
      const [from, to] = [(bin / bins.count) * SIDE, ((bin + 1) / bins.count) * SIDE];
      return up ? `M${LEFT - STRIP - 1} ${pixel(TOP + SIDE - to)}h${STRIP}V${pixel(TOP + SIDE - from)}h-${STRIP}z` : `M${pixel(LEFT + from)} ${TOP + SIDE + 1}v${STRIP}H${pixel(LEFT + to)}v-${STRIP}z`;
    });
  const name = xmlText(shortened(axis.name));
  const title = up ? `<text x="4" y="14">query ${name} ↑ <tspan class="muted">slices, ${xmlText(order)}</tspan></text>` : `<text x="${LEFT}" y="${TOP + SIDE + 52}">result ${name} → <tspan class="muted">slices, ${xmlText(order)}</tspan></text>`;
  return `${title}${ticks.join('')}${strips.length === 0 ? '' : `<path class="region" d="${strips.join('')}"/>`}`;
}

function scaleBar({ low, high }: Range): string {
  const stops = Array.from({ length: 10 }, (_, index) => `<stop offset="${pixel((index / 9) * 100)}%" stop-color="rgb(${scaleColor(index / 9).join(',')})"/>`).join('');
  const y = TOP + SIDE + 66;
  return `<defs><linearGradient id="scale">${stops}</linearGradient></defs><rect x="${LEFT}" y="${y}" width="${SIDE}" height="10" fill="url(#scale)"/>
<text x="${LEFT}" y="${y + 24}">${cosine(low)}</text><text x="${LEFT + SIDE / 2}" y="${y + 24}" text-anchor="middle" class="muted">cosine (of −1 … 1)</text><text x="${LEFT + SIDE}" y="${y + 24}" text-anchor="end">${cosine(high)}</text>`;
}

/** Up to five entries, evenly from the first to the last. */
function tickEntries(entries: number): readonly number[] {
  const count = Math.min(entries, TICKS);
  return count === 1 ? [0] : Array.from({ length: count }, (_, tick) => Math.round((tick * (entries - 1)) / (count - 1)));
}

function shortened(name: string): string {
  const letters = [...name];
  return letters.length <= LONGEST_NAME ? name : `${letters.slice(0, LONGEST_NAME - 1).join('')}…`;
}

function pixel(value: number): string {
  return String(Number(value.toFixed(1)));
}

function cosine(value: number): string {
  return value.toFixed(2).replace('-', '−');
}
