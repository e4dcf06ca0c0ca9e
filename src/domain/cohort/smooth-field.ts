import type { Random } from '../statistics/random.js';

/** A box in millimetres from its own corner. */
export type Extent = readonly [number, number, number];

/** Smooth displacements (dx, dy, dz) in mm: a cubic B-spline over a lattice of random knots. */
export interface SmoothField {
  /**
   * Displacements along one row of points at (x₀ + i·step, y, z), i = 0 … count − 1, as [3 × count]: x, then y, then z parts.
   */
  row(x0: number, step: number, count: number, y: number, z: number): Float64Array;
}

export function createSmoothField(extent: Extent, knotSpacing: number, deviation: number, random: Random): SmoothField {
  const [nx, ny, nz] = extent.map((length) => Math.ceil(length / knotSpacing) + 4) as [number, number, number];
  const knots = Float64Array.from({ length: 3 * nx * ny * nz }, () => deviation * random.normal());

  /** First of the four knots around a coordinate, kept inside the lattice, and their weights. */
  const support = (coordinate: number, size: number): readonly [number, readonly [number, number, number, number]] => {
    const position = Math.min(Math.max(coordinate / knotSpacing, 0), size - 4);
    const first = Math.min(Math.floor(position), size - 4);
    return [first, bSplineWeights(position - first)];
  };

  return {
    row(x0, step, count, y, z) {
      const [firstY, weightsY] = support(y, ny);
      const [firstZ, weightsZ] = support(z, nz);
      // Folded over z and y first, the lattice is one line of knots for each component.
      const line = new Float64Array(3 * nx);
      for (let component = 0; component < 3; component += 1) {
        for (let dz = 0; dz < 4; dz += 1) {
          for (let dy = 0; dy < 4; dy += 1) {
            const weight = (weightsZ[dz] ?? 0) * (weightsY[dy] ?? 0);
            const offset = ((component * nz + firstZ + dz) * ny + firstY + dy) * nx;
            for (let x = 0; x < nx; x += 1) line[component * nx + x]! += weight * knots[offset + x]!;
          }
        }
      }
      const result = new Float64Array(3 * count);
      for (let i = 0; i < count; i += 1) {
        const [first, [w0, w1, w2, w3]] = support(x0 + i * step, nx);
        for (let component = 0; component < 3; component += 1) {
          const at = component * nx + first;
          result[component * count + i] = w0 * line[at]! + w1 * line[at + 1]! + w2 * line[at + 2]! + w3 * line[at + 3]!;
        }
      }
      return result;
    },
  };
}

function bSplineWeights(t: number): readonly [number, number, number, number] {
  const u = 1 - t;
  const middle = (s: number): number => (3 * s * s * s - 6 * s * s + 4) / 6;
  return [(u * u * u) / 6, middle(t), middle(u), (t * t * t) / 6];
}
