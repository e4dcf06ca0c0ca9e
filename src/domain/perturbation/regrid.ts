import type { Affine, CanonicalGrid, CanonicalLabels, CanonicalVolume, Shape } from '../geometry/volume.js';

type Triple = readonly [number, number, number];

/** A grid within another: voxel n of an axis lies at `origin + step · n` of the source, in its voxels. A negative step mirrors. */
export interface Regrid {
  readonly shape: Shape;
  readonly origin: Triple;
  readonly step: Triple;
  /** How many of the source's slices a slice is the mean of, spread over one step; 1 where it is not averaged. */
  readonly slicesAveraged: number;
}

/** CT by trilinear interpolation, then the mean over slices; the edge goes on beyond the edge. */
export function regridVolume(volume: CanonicalVolume, regrid: Regrid): CanonicalVolume {
  const { shape: [nx, ny, nz], slicesAveraged } = regrid;
  const [xs, ys] = [tapsOf(regrid, volume, 0), tapsOf(regrid, volume, 1)];
  const sums = new Float32Array(nx * ny * nz);
  const pixels = volume.shape[0] * volume.shape[1];
  for (let k = 0; k < nz; k += 1) {
    for (let part = 0; part < slicesAveraged; part += 1) {
      const z = tapAt(regrid.origin[2] + regrid.step[2] * (k + (part + 0.5) / slicesAveraged - 0.5), volume.shape[2]);
      for (const [slice, weight] of [[z.low, 1 - z.share], [z.high, z.share]] as const) {
        if (weight === 0) continue;
        addSlice(sums.subarray(k * nx * ny, (k + 1) * nx * ny), volume.voxels.subarray(slice * pixels, (slice + 1) * pixels), volume.shape[0], xs, ys, weight / slicesAveraged);
      }
    }
  }
  return { ...gridOf(volume, regrid), voxels: volume.voxels instanceof Int16Array ? Int16Array.from(sums, Math.round) : sums };
}

/** Labels by the nearest voxel of the same places. */
export function regridLabels(labels: CanonicalLabels, regrid: Regrid): CanonicalLabels {
  const [nx, ny, nz] = regrid.shape;
  const [xs, ys, zs] = ([0, 1, 2] as const).map((axis) => Array.from({ length: regrid.shape[axis] }, (_, at) => clamp(Math.round(regrid.origin[axis] + regrid.step[axis] * at), labels.shape[axis])));
  const [mx, my] = labels.shape;
  const result = new Uint16Array(nx * ny * nz);
  let at = 0;
  for (const z of zs ?? []) {
    for (const y of ys ?? []) {
      const row = (z * my + y) * mx;
      for (const x of xs ?? []) {
        result[at] = labels.labels[row + x]!;
        at += 1;
      }
    }
  }
  return { ...gridOf(labels, regrid), labels: result };
}

interface Tap {
  readonly low: number;
  readonly high: number;
  /** Of `high`. */
  readonly share: number;
}

const clamp = (value: number, size: number): number => Math.max(0, Math.min(size - 1, value));

function tapAt(position: number, size: number): Tap {
  const inside = clamp(position, size);
  const low = Math.floor(inside);
  return { low, high: Math.min(size - 1, low + 1), share: inside - low };
}

function tapsOf({ shape, origin, step }: Regrid, source: CanonicalGrid, axis: 0 | 1): readonly Tap[] {
  return Array.from({ length: shape[axis] }, (_, at) => tapAt(origin[axis] + step[axis] * at, source.shape[axis]));
}

function addSlice(into: Float32Array, slice: CanonicalVolume['voxels'], width: number, xs: readonly Tap[], ys: readonly Tap[], weight: number): void {
  let at = 0;
  for (const y of ys) {
    const [lower, upper] = [y.low * width, y.high * width];
    for (const x of xs) {
      const below = slice[lower + x.low]! * (1 - x.share) + slice[lower + x.high]! * x.share;
      const above = slice[upper + x.low]! * (1 - x.share) + slice[upper + x.high]! * x.share;
      into[at]! += weight * (below + (above - below) * y.share);
      at += 1;
    }
  }
}

/** Where the voxels lie in the patient. A mirrored scan keeps the place of its source: canonical axes do not run backwards. */
function gridOf({ affine, spacing, shape: source }: CanonicalGrid, { shape, origin, step }: Regrid): CanonicalGrid {
  const size = ([0, 1, 2] as const).map((axis) => Math.abs(step[axis]));
  const first = ([0, 1, 2] as const).map((axis) => (step[axis] < 0 ? source[axis] - 1 - origin[axis] : origin[axis]));
  const row = (at: 0 | 1 | 2): Affine[0] => {
    const [x, y, z, offset] = affine[at];
    return [x * size[0]!, y * size[1]!, z * size[2]!, offset + x * first[0]! + y * first[1]! + z * first[2]!];
  };
  return { shape, spacing: [spacing[0] * size[0]!, spacing[1] * size[1]!, spacing[2] * size[2]!], affine: [row(0), row(1), row(2), [0, 0, 0, 1]] };
}
