import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import { splitStacks } from '../../../domain/geometry/series/split-stacks.js';
import type { FrameHeader } from '../headers/frame-headers.js';

/** A frame, and the place of its file in the list that was given. */
export interface StackFrame extends FrameHeader {
  readonly file: number;
}

/** The stacks of a series. Throws ORIENTATIONS_MIXED. */
export function stacksOf(frames: readonly StackFrame[]): readonly (readonly StackFrame[])[] {
  const stacks = splitStacks(frames);
  if (stacks === null) throw new VoxseekError('ORIENTATIONS_MIXED', 'The slices of the series have too many sizes or orientations to be stacks.');
  return stacks;
}
