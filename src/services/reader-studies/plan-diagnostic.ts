import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { assignCrossover } from '../../domain/reader-studies/assign-crossover.js';
import { poolResults } from '../../domain/reader-studies/pool-results.js';
import type { PlannedStudy } from './planned-study.js';
import { createClusters, requireSize } from './planned-study.js';
import type { DiagnosticRequest } from './reader-study-service.js';
import type { StudyRuns } from './study-runs.js';

/** Throws INVALID_INPUT, LIMIT_EXCEEDED. */
export function planDiagnostic(request: DiagnosticRequest, runs: StudyRuns, seed: string): PlannedStudy {
  const { cases, depth, readers, washoutDays, confidenceScale } = request;
  const path = 'input.diagnostic.cases';
  const [list] = runs.lists;
  const stranger = cases.find(({ volumeId }) => !runs.members.has(volumeId) || list?.has(volumeId) !== true);
  if (stranger !== undefined) throw new VoxseekError('INVALID_INPUT', `The volume ${stranger.volumeId} is no query of the run. Leave it out.`, { path });
  if (new Set(cases.map(({ volumeId }) => volumeId)).size < cases.length) throw new VoxseekError('INVALID_INPUT', 'A volume is the case of two questions. Ask one of each.', { path });
  if (new Set(cases.map(({ truth }) => truth)).size < 2) throw new VoxseekError('INVALID_INPUT', 'A study needs cases of which "yes" is true, and cases of which it is not.', { path });
  requireSize(2 * readers * cases.length);
  const clusterOf = createClusters();
  const truths = cases.map(({ truth }) => truth);
  return {
    snapshotId: runs.snapshotId,
    design: { kind: 'DIAGNOSTIC', runIds: [request.runId], depth, washoutDays, confidenceScale },
    topics: cases.flatMap(({ volumeId, question, truth }, position) => {
      const member = runs.members.get(volumeId);
      return member === undefined ? [] : [{ position, volumeId, cluster: clusterOf(member.patientId), question, truth }];
    }),
    items: cases.flatMap(({ volumeId: query }, topic) => poolResults([list?.get(query) ?? []], depth).map(({ volumeId, sources }, position) => ({ topic, position, volumeId, sources }))),
    assignments: assignCrossover({ truths, readers, seed }).map((one) => ({ ...one, item: null })),
  };
}
