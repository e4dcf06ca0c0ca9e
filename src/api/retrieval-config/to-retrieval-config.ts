import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { RetrievalConfig } from '../../domain/ranking/retrieval-config.js';
import type { RetrievalConfigInput } from '../retrieval-run/retrieval-run.input.js';
import { toLabelTarget } from './label-target.input.js';
import { toQueryOptions } from './query-options.input.js';
import { toCandidates } from './candidates.js';

/** Throws INVALID_INPUT for what contradicts itself. */
export function toRetrievalConfig(input: RetrievalConfigInput, path = 'input.config'): RetrievalConfig {
  const { mode, k, aggregation, reRanking } = input;
  if (mode === 'SLICE' && reRanking !== 'NONE') {
    throw new VoxseekError('INVALID_INPUT', `${path}.reRanking: SLICE returns the nearest slice and has nothing to re-rank. Choose NONE.`, { path: `${path}.reRanking` });
  }
  return { mode, k, aggregation, candidates: toCandidates(input.candidates, input.candidateCount, `${path}.candidateCount`), reRanking, ...toQueryOptions(input), label: input.label == null ? null : toLabelTarget(input.label), crop: input.crop };
}
