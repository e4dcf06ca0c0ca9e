import type { CanonicalLabels, CanonicalVolume, Shape } from '../geometry/volume.js';
import type { SmoothField } from './smooth-field.js';

/** HU outside the source's field of view. */
const AIR = -1024;

/** Where each voxel of a virtual patient comes from. Lengths in mm of the virtual patient unless said otherwise. */
export interface Warp {
  readonly shape: Shape;
  readonly sliceSpacing: number;
  /** Where its first slice lies in the source, mm from the source's first slice. */
  readonly start: number;
  /** Radians, about the body axis through the middle of the field of view. */
  readonly rotation: number;
  /** Where the middle of the source's field of view lies, from the middle of the patient's, mm. */
  readonly offCentre: readonly [number, number];
  /** Sizes relative to the source: width, depth, length. */
  readonly scaling: readonly [number, number, number];
  readonly field: SmoothField;
}

/** CT by trilinear interpolation, labels by the nearest voxel, through the same map. */
export function warpVolume(
  source: CanonicalVolume,
  labels: CanonicalLabels,
  warp: Warp,
): { readonly voxels: Float32Array; readonly labels: Uint16Array } {
  const [nx, ny, nz] = warp.shape;
  const [sx, sy, sz] = source.spacing;
  const [mx, my] = source.shape;
  const voxels = new Float32Array(nx * ny * nz);
  const warpedLabels = new Uint16Array(nx * ny * nz);
  const cosine = Math.cos(warp.rotation);
  const sine = Math.sin(warp.rotation);
  const [scaleX, scaleY, scaleZ] = warp.scaling;
  const [centreX, centreY] = [((nx - 1) / 2) * sx + warp.offCentre[0], ((ny - 1) / 2) * sy + warp.offCentre[1]];
  const [middleX, middleY] = [(mx - 1) / 2, (my - 1) / 2];

  for (let k = 0; k < nz; k += 1) {
    const z = k * warp.sliceSpacing;
    for (let j = 0; j < ny; j += 1) {
      const y = j * sy;
      const shift = warp.field.row(0, sx, nx, y, z);
      for (let i = 0; i < nx; i += 1) {
        const px = i * sx - centreX;
        const py = y - centreY;
        const x = middleX + ((cosine * px + sine * py) / scaleX + shift[i]!) / sx;
        const yy = middleY + ((cosine * py - sine * px) / scaleY + shift[nx + i]!) / sy;
        const zz = (warp.start + z / scaleZ + shift[2 * nx + i]!) / sz;
        const at = (k * ny + j) * nx + i;
        voxels[at] = trilinear(source, x, yy, zz);
        warpedLabels[at] = nearest(labels, x, yy, zz);
      }
    }
  }
  return { voxels, labels: warpedLabels };
}

const clamp = (value: number, size: number): number => (value < 0 ? 0 : value > size - 1 ? size - 1 : value);

function trilinear({ voxels, shape: [nx, ny, nz] }: CanonicalVolume, x: number, y: number, z: number): number {
  if (x < -0.5 || y < -0.5 || x > nx - 0.5 || y > ny - 0.5) return AIR;
  const [cx, cy, cz] = [clamp(x, nx), clamp(y, ny), clamp(z, nz)];
  const [x0, y0, z0] = [Math.floor(cx), Math.floor(cy), Math.floor(cz)];
  const [fx, fy, fz] = [cx - x0, cy - y0, cz - z0];
  const dx = x0 + 1 < nx ? 1 : 0;
  const dy = y0 + 1 < ny ? nx : 0;
  const dz = z0 + 1 < nz ? nx * ny : 0;
  const at = (z0 * ny + y0) * nx + x0;
  const lower = mix(mix(voxels[at]!, voxels[at + dx]!, fx), mix(voxels[at + dy]!, voxels[at + dy + dx]!, fx), fy);
  const upper = mix(mix(voxels[at + dz]!, voxels[at + dz + dx]!, fx), mix(voxels[at + dz + dy]!, voxels[at + dz + dy + dx]!, fx), fy);
  return mix(lower, upper, fz);
}

const mix = (a: number, b: number, share: number): number => a + (b - a) * share;

function nearest({ labels, shape: [nx, ny, nz] }: CanonicalLabels, x: number, y: number, z: number): number {
  const i = Math.round(x);
  const j = Math.round(y);
  if (i < 0 || j < 0 || i >= nx || j >= ny) return 0;
  const k = clamp(Math.round(z), nz);
  return labels[(k * ny + j) * nx + i]!;
}
