/** A square image of so many pixels a side, large enough to have parts. */
export const PROBE_SIDE = 64;
export const PROBE_SLICES = 4;

/** Discs of soft tissue, bone and air, each slice unlike the others; in Hounsfield units. */
export function probeSlices(): Int16Array {
  return Int16Array.from({ length: PROBE_SLICES * PROBE_SIDE * PROBE_SIDE }, (_, index) => {
    const slice = Math.floor(index / (PROBE_SIDE * PROBE_SIDE));
    const [x, y] = [(index % PROBE_SIDE) - PROBE_SIDE / 2, (Math.floor(index / PROBE_SIDE) % PROBE_SIDE) - PROBE_SIDE / 2];
    const radius = Math.hypot(x + 4 * slice, y);
    if (radius < 5 + 2 * slice) return 200 - 90 * slice;
    return radius < 26 ? 40 + ((index * 7919) % 60) : -1000;
  });
}
