import * as vega from 'vega';
import type { Config, LoggerInterface, Spec } from 'vega';
import { escapeText, trusted } from '../html.js';
import type { Html } from '../html.js';

declare module 'vega' {
  /** Exported by the library, absent from its types. */
  export class SVGStringRenderer {
    initialize(element: null, width: number, height: number, origin: readonly [number, number]): this;
    render(scene: unknown): this;
    svg(): string;
  }
}

/** Pixels: the plane between the axes, and the room around it. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly padding: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number };
}

export type Drawing = Pick<Spec, 'data' | 'scales' | 'axes' | 'marks'>;

/** Colours are names of the page's style sheet, so that charts follow its light and dark. */
export const INK = 'var(--ink)';
export const MUTED = 'var(--muted)';
export const LINE = 'var(--line)';
export const FONT_SIZE = 11;

const config: Config = {
  axis: { labelColor: MUTED, titleColor: MUTED, tickColor: LINE, domainColor: LINE, gridColor: LINE, labelFontSize: FONT_SIZE, titleFontSize: FONT_SIZE, titleFontWeight: 'normal', aria: false },
  text: { fontSize: FONT_SIZE, fill: INK },
};

/** The library logs what fails and goes on with half a chart; here it is kept, to be thrown. */
function keepErrors(errors: unknown[]): LoggerInterface {
  const logger = vega.logger(vega.Error);
  logger.error = (...parts: readonly unknown[]) => {
    errors.push(...parts);
    return logger;
  };
  return logger;
}

/**
 * An SVG element of fixed size, the same for the same drawing. Its children are presentational: `alternative` says in words what
 * it shows.
 */
export function draw(frame: Frame, drawing: Drawing, alternative: string): Html {
  const { top, right, bottom, left } = frame.padding;
  const errors: unknown[] = [];
  const view = new vega.View(vega.parse({ ...drawing, config, autosize: 'none', width: frame.width, height: frame.height, padding: frame.padding }), { renderer: 'none', logger: keepErrors(errors) });
  try {
    // Nothing is loaded from outside, so that the chart is whole when this returns.
    view.run();
    if (errors.length > 0) throw new Error('A chart was not drawn.', { cause: errors[0] });
    const [width, height] = [frame.width + left + right, frame.height + top + bottom];
    vega.resetSVGDefIds();
    // The types name the wrong class here: this is the scene graph, whose root is the scene.
    const { root } = view.scenegraph() as unknown as { readonly root: unknown };
    const svg = new vega.SVGStringRenderer().initialize(null, width, height, [left, top]).render(root).svg();
    const opening = `<svg class="chart" role="img" aria-label="${escapeText(alternative)}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`;
    return trusted(svg.replace(/^<svg [^>]*>/u, () => opening));
  } finally {
    view.finalize();
  }
}
