import type { Matrix } from '../../../domain/matrix.js';

/** Consecutive rows of one gallery matrix within a step. */
export interface StepPart {
  /** Position of the matrix in the gallery. */
  readonly gallery: number;
  /** Its row with which the part begins, and where that row lies in the step. */
  readonly firstRow: number;
  readonly at: number;
  readonly rows: number;
}

export interface GalleryStep {
  readonly rows: number;
  readonly parts: readonly StepPart[];
}

/** Similarities of one step: they stay in the cache of the core. */
const STEP_SCORES = 512 * 1024;
/** Gallery rows of one step: short matrices go together, since a product of few rows is slow. */
const STEP_ROWS = 1024;

/** Cuts the rows of a gallery, in order, into steps of a bounded number of similarities. */
export function gallerySteps(gallery: readonly Pick<Matrix, 'rows'>[], queries: number): GalleryStep[] {
  const most = Math.max(1, Math.min(STEP_ROWS, Math.floor(STEP_SCORES / Math.max(1, queries))));
  const steps: { rows: number; parts: StepPart[] }[] = [];
  gallery.forEach((matrix, position) => {
    for (let row = 0; row < matrix.rows; ) {
      let step = steps.at(-1);
      if (step === undefined || step.rows >= most) steps.push((step = { rows: 0, parts: [] }));
      const rows = Math.min(matrix.rows - row, most - step.rows);
      step.parts.push({ gallery: position, firstRow: row, at: step.rows, rows });
      step.rows += rows;
      row += rows;
    }
  });
  return steps;
}
