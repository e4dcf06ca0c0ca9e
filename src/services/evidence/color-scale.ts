/**
 * Colours of even lightness steps from dark to bright, in the order of viridis (van der Walt and Smith, CC0), which stay in order for
 * colour-blind readers and in grey.
 */
const STOPS = [
  [68, 1, 84], [72, 40, 120], [62, 74, 137], [49, 104, 142], [38, 130, 142], [31, 158, 137], [53, 183, 121], [109, 205, 89], [180, 222, 44], [253, 231, 37],
] as const;

export type Rgb = readonly [red: number, green: number, blue: number];

/** The colour at a share of the scale, 0 … 1; beyond it, that of its end. */
export function scaleColor(share: number): Rgb {
  const position = Math.min(1, Math.max(0, share)) * (STOPS.length - 1);
  const lower = Math.min(STOPS.length - 2, Math.floor(position));
  const [from, to] = [STOPS[lower] ?? STOPS[0], STOPS[lower + 1] ?? STOPS[0]];
  const mix = (channel: 0 | 1 | 2): number => Math.round(from[channel] + (to[channel] - from[channel]) * (position - lower));
  return [mix(0), mix(1), mix(2)];
}
