import type { CanonicalLabels, CanonicalVolume, Shape, Spacing } from './volume.js';

/** Columns i and rows j of axial slices, both ends counted. */
export interface InPlaneBox {
  readonly i: readonly [first: number, last: number];
  readonly j: readonly [first: number, last: number];
}

/** For every label value above 0 that occurs, the columns and rows that it takes up over all slices. */
export function boxesOfLabels({ labels, shape: [nx, ny] }: Pick<CanonicalLabels, 'labels' | 'shape'>): ReadonlyMap<number, InPlaneBox> {
  const bounds = new Map<number, [number, number, number, number]>();
  let known: [number, number, number, number] | undefined;
  let value = 0;
  for (let at = 0; at < labels.length; at += 1) {
    const label = labels[at]!;
    if (label === 0) continue;
    const i = at % nx;
    const j = Math.floor(at / nx) % ny;
    if (label !== value || known === undefined) {
      known = bounds.get(label) ?? [i, i, j, j];
      bounds.set(label, known);
      value = label;
    }
    if (i < known[0]) known[0] = i;
    if (i > known[1]) known[1] = i;
    if (j < known[2]) known[2] = j;
    if (j > known[3]) known[3] = j;
  }
  return new Map([...bounds].map(([label, [i0, i1, j0, j1]]) => [label, { i: [i0, i1], j: [j0, j1] }]));
}

/** The least box around some; null around none. */
export function boxAround(boxes: readonly InPlaneBox[]): InPlaneBox | null {
  if (boxes.length === 0) return null;
  const span = (axis: 'i' | 'j'): readonly [number, number] => [Math.min(...boxes.map((box) => box[axis][0])), Math.max(...boxes.map((box) => box[axis][1]))];
  return { i: span('i'), j: span('j') };
}

/** A box with at least `margin` mm on every side, as far as the slice goes: whole pixels, rounded up. */
export function withMargin({ i, j }: InPlaneBox, margin: number, { shape, spacing }: { readonly shape: Shape; readonly spacing: Spacing }): InPlaneBox {
  const widened = ([first, last]: readonly [number, number], axis: 0 | 1): readonly [number, number] => {
    // Spacings are stored as float32: 10 mm of 0.1 mm are a hundred pixels.
    const pixels = Math.ceil(Number((margin / spacing[axis]).toFixed(6)));
    return [Math.max(0, first - pixels), Math.min(shape[axis] - 1, last + pixels)];
  };
  return { i: widened(i, 0), j: widened(j, 1) };
}

/** Some slices of a volume, cropped to a box and stacked; the grid keeps its spacing and is moved to nowhere in particular. */
export function cropSlices(volume: CanonicalVolume, { i, j }: InPlaneBox, slices: readonly number[]): CanonicalVolume {
  const [nx, ny] = volume.shape;
  const [width, height] = [i[1] - i[0] + 1, j[1] - j[0] + 1];
  const size = width * height * slices.length;
  const voxels = volume.voxels instanceof Int16Array ? new Int16Array(size) : new Float32Array(size);
  slices.forEach((slice, place) => {
    for (let row = 0; row < height; row += 1) {
      const from = (slice * ny + j[0] + row) * nx + i[0];
      voxels.set(volume.voxels.subarray(from, from + width), (place * height + row) * width);
    }
  });
  return { ...volume, shape: [width, height, slices.length], voxels };
}
