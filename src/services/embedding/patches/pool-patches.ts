import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { PatchGrid } from './patch-grid.js';

/** A patch along one axis, and the share that it has in a cell. */
interface Share {
  readonly patch: number;
  readonly weight: number;
}

/**
 * Which of `from` patches lie in each of `to` cells of the same length, and how much of the cell each takes up: the overlap of [p, p + 1] with
 * [c · from/to, (c + 1) · from/to], over the length of the cell.
 */
export function sharesOf(from: number, to: number): readonly (readonly Share[])[] {
  const length = from / to;
  return Array.from({ length: to }, (_, cell) => {
    const [start, end] = [(cell * from) / to, ((cell + 1) * from) / to];
    return Array.from({ length: Math.ceil(end) - Math.floor(start) }, (__, at) => {
      const patch = Math.floor(start) + at;
      return { patch, weight: (Math.min(end, patch + 1) - Math.max(start, patch)) / length };
    });
  });
}

/**
 * A vector for each cell of the grid, [slices × rows × columns, numbers]: slice after slice, row after row from the top, from left to right. It is the
 * mean of the patches over the area of the cell, summed in float64, before it is brought to unit length. Throws MODEL_SHAPE_UNFIT.
 */
export function poolPatches(data: Float32Array, shape: readonly number[], { rows, columns, of }: PatchGrid): Float32Array {
  const { slices, numbers, at } = placesIn(shape, of);
  const [down, across] = [sharesOf(of.rows, rows), sharesOf(of.columns, columns)];
  const vectors = new Float32Array(slices * rows * columns * numbers);
  const sums = new Float64Array(numbers);
  let vector = 0;
  for (let slice = 0; slice < slices; slice += 1) {
    for (const ofRow of down) {
      for (const ofColumn of across) {
        sums.fill(0);
        for (const { patch: row, weight } of ofRow) {
          for (const { patch: column, weight: other } of ofColumn) {
            const { start, step } = at(slice, row * of.columns + column);
            for (let index = 0; index < numbers; index += 1) sums[index] = (sums[index] ?? 0) + weight * other * (data[start + index * step] ?? 0);
          }
        }
        vectors.set(sums, vector * numbers);
        vector += 1;
      }
    }
  }
  return vectors;
}

interface Places {
  readonly slices: number;
  readonly numbers: number;
  /** Where the numbers of a patch begin, and how far they lie apart. */
  readonly at: (slice: number, patch: number) => { readonly start: number; readonly step: number };
}

function placesIn(shape: readonly number[], { output, rows, columns, leading }: PatchGrid['of']): Places {
  const [slices = 0, second = 0, third = 0, fourth = 0] = shape;
  const patches = rows * columns;
  if (shape.length === 3 && second === leading + patches) {
    return { slices, numbers: third, at: (slice, patch) => ({ start: (slice * second + leading + patch) * third, step: 1 }) };
  }
  if (shape.length === 4 && leading === 0 && third === rows && fourth === columns) {
    return { slices, numbers: second, at: (slice, patch) => ({ start: slice * second * patches + patch, step: patches }) };
  }
  const message = `The output "${output}" has the shape ${shape.join(' × ')}; for ${rows} × ${columns} patches it must be slices × ${leading + patches} × numbers${leading === 0 ? `, or slices × numbers × ${rows} × ${columns}` : ''}.`;
  throw new VoxseekError('MODEL_SHAPE_UNFIT', message, { path: 'patches' });
}
