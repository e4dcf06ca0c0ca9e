import { VoxseekError, isVoxseekError } from '../../../domain/errors/voxseek-error.js';
import { isInvertible } from '../../../domain/geometry/affine.js';
import { canonicalGrid } from '../../../domain/geometry/canonical-grid.js';
import type { Shape } from '../../../domain/geometry/volume.js';
import type { SurveyedGrid } from '../../../services/ports/dicom-reader.js';
import type { ReadLimits } from '../../../services/ports/volume-reader.js';
import { orderedStack } from './ordered-stack.js';
import type { StackFrame } from './stacks-of.js';

function checkedShape([columns, rows, slices]: Shape, { maxBytes, maxDimension }: ReadLimits): Shape {
  if (Math.max(columns, rows, slices) > maxDimension) {
    throw new VoxseekError('FILE_TOO_LARGE', `The series is ${columns} × ${rows} × ${slices} voxels; at most ${maxDimension} along an axis are taken.`, { details: { limit: maxDimension } });
  }
  const bytes = columns * rows * slices * 2;
  if (bytes > maxBytes) throw new VoxseekError('FILE_TOO_LARGE', `The series unpacks to ${bytes} bytes; at most ${maxBytes} are taken.`, { details: { limit: maxBytes } });
  return [columns, rows, slices];
}

/** The grid of a stack and its slices in the order of it. Throws as `orderedStack`, FILE_TOO_LARGE, SINGULAR_AFFINE. */
export function stackGrid(frames: readonly StackFrame[], limits: ReadLimits) {
  const { affine, slices, tiltDegrees } = orderedStack(frames);
  const { columns = 0, rows = 0 } = frames[0]?.grid ?? {};
  const shape = checkedShape([columns, rows, slices.length], limits);
  if (!isInvertible(affine)) throw new VoxseekError('SINGULAR_AFFINE', 'The positions and directions of the series give an affine that cannot be inverted.');
  const { grid, orientation } = canonicalGrid(affine, shape);
  if (grid.shape[2] < 2) throw new VoxseekError('TOO_FEW_SLICES', `The volume has ${grid.shape[2]} axial slice; at least two are needed.`);
  return { slices, tiltDegrees, rows, columns, shape, grid, orientation };
}

/** What a survey says of a stack's grid. */
export function surveyedGrid(frames: readonly StackFrame[], limits: ReadLimits): SurveyedGrid {
  try {
    return { kind: 'GRID', grid: stackGrid(frames, limits).grid };
  } catch (error) {
    if (!isVoxseekError(error)) throw error;
    return { kind: 'REFUSED', code: error.code, message: error.message };
  }
}
