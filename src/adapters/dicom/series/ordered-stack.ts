import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import { judgeStack } from '../../../domain/geometry/series/judge-stack.js';
import type { StackJudgement } from '../../../domain/geometry/series/judge-stack.js';
import type { SlicePlane } from '../../../domain/geometry/series/slice-plane.js';

const mm = (value: number): string => `${Number(value.toFixed(3))} mm`;

/** The grid of a stack. Throws TOO_FEW_SLICES, SLICES_MISSING, SLICES_UNEVEN, SLICES_SHIFTED. */
export function orderedStack(planes: readonly SlicePlane[]): Extract<StackJudgement, { readonly kind: 'GRID' }> {
  const judged = judgeStack(planes);
  switch (judged.kind) {
    case 'GRID':
      return judged;
    case 'TOO_FEW':
      throw new VoxseekError('TOO_FEW_SLICES', `The series has slices at ${judged.places} place; at least two are needed.`);
    case 'MISSING':
      throw new VoxseekError('SLICES_MISSING', `${judged.slices} slices are missing: slices are ${mm(judged.spacing)} apart, and the first gap is ${mm(judged.firstGapAt)} behind the first slice.`, {
        details: { missing: judged.slices, firstGapAt: judged.firstGapAt, spacing: judged.spacing },
      });
    case 'UNEVEN':
      throw new VoxseekError('SLICES_UNEVEN', `The slices are from ${mm(judged.least)} to ${mm(judged.greatest)} apart.`, { details: { least: judged.least, greatest: judged.greatest } });
    case 'SHIFTED':
      throw new VoxseekError('SLICES_SHIFTED', `The slices are shifted against each other by up to ${mm(judged.by)}.`, { details: { by: judged.by } });
  }
}
