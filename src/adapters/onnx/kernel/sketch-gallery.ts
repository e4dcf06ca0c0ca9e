import type { GalleryMatrix } from '../../../services/ports/similarity-kernel.js';
import { coordinatesOf } from './bounds.js';
import { dot } from './dot.js';
import { asFloats } from './gallery-rows.js';
import type { Tools } from './score-gallery.js';
import { centred, makeSketch } from './sketch.js';
import type { Basis, Sketch } from './sketch.js';

/** One sketch for each gallery matrix. */
export async function sketchGallery(tools: Tools, basis: Basis, gallery: readonly GalleryMatrix[]): Promise<Sketch[]> {
  const sketches: Sketch[] = [];
  for (const kept of gallery) {
    tools.requireRunning();
    const matrix = asFloats(kept);
    const moved = centred(matrix, basis.centre);
    const coordinates = { rows: matrix.rows, columns: basis.directions.rows, data: await coordinatesOf(tools, moved, basis) };
    sketches.push(makeSketch(moved, coordinates, (row) => dot(matrix.data, row, basis.centre, 0, matrix.columns)));
  }
  return sketches;
}
