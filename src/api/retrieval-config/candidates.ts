import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { Candidates } from '../../domain/ranking/retrieval-config.js';

/** Throws INVALID_INPUT when FIRST has no count, or another kind has one. */
export function toCandidates(kind: Candidates['kind'], count: number | null | undefined, path = 'input.candidateCount'): Candidates {
  if (kind === 'FIRST') {
    if (count == null) throw new VoxseekError('INVALID_INPUT', `${path}: say how many candidates FIRST means.`, { path });
    return { kind, count };
  }
  if (count != null) throw new VoxseekError('INVALID_INPUT', `${path}: only FIRST takes a count. Leave it out.`, { path });
  return { kind };
}
