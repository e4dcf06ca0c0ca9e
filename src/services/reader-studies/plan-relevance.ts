import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { VolumeId } from '../../domain/ids.js';
import { assignPairs } from '../../domain/reader-studies/assign-pairs.js';
import { poolResults } from '../../domain/reader-studies/pool-results.js';
import type { PlannedStudy } from './planned-study.js';
import { createClusters, requireSize } from './planned-study.js';
import type { RelevanceRequest } from './reader-study-service.js';
import type { StudyRuns } from './study-runs.js';

/** Throws INVALID_INPUT, LIMIT_EXCEEDED. */
export function planRelevance(request: RelevanceRequest, runs: StudyRuns, seed: string): PlannedStudy {
  const { depth, cutoff, readers, readersPerPair, threshold } = request;
  const runIds = [...new Set(request.runIds)];
  if (runIds.length < 2) throw new VoxseekError('INVALID_INPUT', `A study compares two configurations or more; ${runIds.length} was given.`, { path: 'input.relevance.runIds' });
  if (cutoff > depth) throw new VoxseekError('INVALID_INPUT', `cutoff is ${cutoff}, beyond the depth of ${depth} to which results are graded. Give ${depth} at most.`, { path: 'input.relevance.cutoff' });
  if (readersPerPair > readers) {
    throw new VoxseekError('INVALID_INPUT', `readersPerPair is ${readersPerPair}, but there are ${readers} readers. Give ${readers} at most.`, { path: 'input.relevance.readersPerPair' });
  }
  const queries = queriesOf(request, runs);
  const pools = queries.map((query) => poolResults(runs.lists.map((lists) => lists.get(query) ?? []), depth));
  requireSize(pools.reduce((sum, pool) => sum + pool.length, 0) * readersPerPair);
  const clusterOf = createClusters();
  return {
    snapshotId: runs.snapshotId,
    design: { kind: 'RELEVANCE', runIds, depth, cutoff, readersPerPair, threshold },
    topics: queries.flatMap((volumeId, position) => {
      const member = runs.members.get(volumeId);
      return member === undefined ? [] : [{ position, volumeId, cluster: clusterOf(member.patientId), question: null, truth: null }];
    }),
    items: pools.flatMap((pool, topic) => pool.map(({ volumeId, sources }, position) => ({ topic, position, volumeId, sources }))),
    assignments: assignPairs({ pools, configurations: runIds.length, readers, readersPerPair, seed }).map((one) => ({ ...one, session: 1, condition: null })),
  };
}

/** Those asked for, or all that every run ranked. */
function queriesOf({ queryVolumeIds }: RelevanceRequest, { members, lists }: StudyRuns): readonly VolumeId[] {
  const ranked = [...(lists[0]?.keys() ?? [])].filter((id) => members.has(id) && lists.every((list) => list.has(id)));
  if (queryVolumeIds !== null) {
    const known = new Set(ranked);
    const stranger = queryVolumeIds.find((id) => !known.has(id));
    const path = 'input.relevance.queryVolumeIds';
    if (stranger !== undefined) throw new VoxseekError('INVALID_INPUT', `The volume ${stranger} is no query of every run. Leave it out.`, { path });
  }
  const chosen = queryVolumeIds === null ? ranked : [...new Set(queryVolumeIds)];
  if (chosen.length === 0) throw new VoxseekError('INVALID_INPUT', 'No query was ranked by all of these runs. Choose others.', { path: 'input.relevance.runIds' });
  return chosen;
}
