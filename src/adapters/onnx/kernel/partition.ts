import type { GalleryMatrix } from '../../../services/ports/similarity-kernel.js';

/** Consecutive parts with about the same number of rows, at most `parts` of them. */
export function partition(gallery: readonly GalleryMatrix[], parts: number): { readonly first: number; readonly matrices: readonly GalleryMatrix[] }[] {
  const total = gallery.reduce((sum, matrix) => sum + matrix.rows, 0);
  const result: { first: number; matrices: GalleryMatrix[] }[] = [];
  let rows = 0;
  gallery.forEach((matrix, position) => {
    const part = Math.min(parts - 1, Math.floor((rows * parts) / Math.max(1, total)));
    if (result.length === 0 || part > result.length - 1) result.push({ first: position, matrices: [] });
    result.at(-1)?.matrices.push(matrix);
    rows += matrix.rows;
  });
  return result;
}
